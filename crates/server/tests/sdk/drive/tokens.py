"""Tokens, and what a caller may ask about himself (8, 32, 33, 53, 54, 55)."""

from datetime import datetime, timezone

from caller import is_, refused, violation
from vcf.operations import model_client as model
from words import NO_CREDENTIAL, unknown, wrong_token

SIX_HOURS = 6 * 3600 * 1000


def drive(server):
    acquire(server)
    release(server)
    current(server)
    password(server)


def acquire(server):
    stranger = server.stranger()
    now = stranger.get_node_status().system_time
    for source in (None, "LOCAL", "local"):
        right = model.UsernamePassword(username="admin", password=server.password, auth_source=source)
        token = stranger.acquire_token(right)
        assert len(token.token.split("::")) == 2, token
        assert now + SIX_HOURS <= token.validity < now + SIX_HOURS + 60_000, token
        until = datetime.fromtimestamp(token.validity // 1000, timezone.utc)
        told = f"{until:%A, %B} {until.day}, {until.year} at {until.hour % 12 or 12}:{until:%M:%S %p}"
        assert token.expires_at == f"{told} Coordinated Universal Time", token
        assert token.roles == [], token
    for username, secret, source in (
        ("admin", "Wr0ng-horse", None),
        ("nobody", server.password, None),
        ("admin", server.password, "elsewhere"),
    ):
        wrong = model.UsernamePassword(username=username, password=secret, auth_source=source)
        refused(401, 401, NO_CREDENTIAL, stranger.acquire_token, wrong)


def release(server):
    caller, other = server.admin(), server.admin()
    caller.release_token()
    refused(401, 1512, wrong_token("OpsToken"), caller.get_current_user)
    refused(401, 1512, wrong_token("OpsToken"), caller.release_token)
    assert other.get_current_user().username == "admin", "another token of the same user stays"
    assert server.admin().get_current_user().username == "admin", "and there can be more"


def current(server):
    admin, stranger = server.admin(), server.stranger()
    me = admin.get_current_user()
    assert (me.username, me.enabled, me.password) == ("admin", True, None), me
    assert me.last_login_time > 1_700_000_000_000, me
    assert [link.name for link in me.links] == ["linkToSelf", "userPermissions"], me
    is_(admin.get_user(me.id), me)

    own = admin.get_assigned_role_permissions_for_current_user()
    is_(own, {"permissions": me.role_permissions})
    assert {"role_name": "Administrator", "allow_all_objects": True} in is_(own, own)["permissions"], own

    held = admin.get_current_user_role_privileges("Administrator")
    is_(held, admin.get_role_privileges("Administrator"))
    assert {"key": "home.view", "name": "View Home"} in is_(held, held)["privileges"], held
    refused(404, 404, unknown("Role", "PowerUser"), admin.get_current_user_role_privileges, "PowerUser")

    token = admin.answer.request.headers["authorization"].split(" ")[1]
    older = server.stranger().with_token(token, "vRealizeOpsToken")
    is_(older.get_current_user(), {**is_(me, me), "last_login_time": older.get_current_user().last_login_time})
    federated = server.stranger().with_token("eyJ", "VIDBToken")
    refused(401, 1512, wrong_token("VIDBToken"), federated.get_current_user)
    for call in (
        stranger.get_current_user,
        stranger.get_assigned_role_permissions_for_current_user,
        stranger.release_token,
    ):
        refused(401, 401, NO_CREDENTIAL, call)
    refused(401, 401, NO_CREDENTIAL, stranger.get_current_user_role_privileges, "Administrator")


def password(server):
    admin = server.admin()
    user = admin.create_user(model.User(username="pat", password="Tr4in-delay"))
    first, second = server.sign_in("pat", "Tr4in-delay"), server.sign_in("pat", "Tr4in-delay")
    change = model.PasswordChange(current_password="Tr4in-delay", new_password="Fast3r-train")
    first.change_password(change)
    assert first.get_current_user().id == user.id, "the token that made the change stays"
    refused(401, 1512, wrong_token("OpsToken"), second.get_current_user)
    stranger = server.stranger()
    old = model.UsernamePassword(username="pat", password="Tr4in-delay")
    refused(401, 401, NO_CREDENTIAL, stranger.acquire_token, old)
    assert server.sign_in("pat", "Fast3r-train").get_current_user().id == user.id
    violation("currentPassword", "is not the current password", first.change_password, change)
    refused(401, 401, NO_CREDENTIAL, stranger.change_password, change)
    admin.delete_user(user.id)
