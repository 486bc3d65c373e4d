"""Passwords of tests: hashed as always, but in no time. Servers that a test starts can check them."""

from django.contrib.auth.hashers import PBKDF2PasswordHasher


class QuickPasswordHasher(PBKDF2PasswordHasher):
    iterations = 1
