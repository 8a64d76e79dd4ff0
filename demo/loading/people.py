"""One account per role, named by the role: nobody real."""

from allauth.account.models import EmailAddress

from studies.models import Membership, Role, Study, User

PASSWORD = "kontrast-demo"  # noqa: S105 -- printed by the command; it refuses to run in production
ACCOUNTS: dict[str, Role] = {f"{role}@kontrast.example": role for role in Role}


def load_people(study: Study) -> None:
    """The owner also looks after the site: sees jobs and the administration."""
    for email, role in ACCOUNTS.items():
        user = User.objects.filter(email=email).first() or User.objects.create_user(
            email,
            PASSWORD,
            name=str(role.label).capitalize(),
            is_staff=role is Role.OWNER,
            is_superuser=role is Role.OWNER,
        )
        EmailAddress.objects.get_or_create(user=user, email=email, defaults={"verified": True, "primary": True})
        Membership.objects.get_or_create(study=study, user=user, defaults={"role": role})
