"""What the constraints on staff mean to a caller."""

from hotelmate.core.constraints import fault, name_constraints
from hotelmate.core.errors import Refusal

name_constraints(
    {
        "staff_staffmember_username_key": Refusal(
            "USERNAME_TAKEN", "Somebody signs in with this name already. Choose another."
        ),
        "staff_role_known": Refusal("UNKNOWN_ROLE", "There is no such role. See the list of roles.", 400),
        "staff_language_known": Refusal("UNKNOWN_LANGUAGE", "There is no such language.", 400),
        "staff_theme_known": Refusal("UNKNOWN_THEME", "There is no such look.", 400),
        "staff_stafftoken_token_hash_key": fault("STAFF_TOKEN_TAKEN", "A token belongs to one person."),
    }
)
