from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('hotel', '0002_language'),
    ]

    operations = [
        migrations.AddField(
            model_name='hotel',
            name='tell_guest_room_assigned',
            field=models.BooleanField(default=False),
        ),
    ]
