"""Users (1, 2, 3, 4, 39, 40)."""

from caller import is_, refused, violation
from vcf.operations import model_client as model
from words import NO_CREDENTIAL, NO_PRIVILEGE, NOBODY, PROTECTED, taken, unknown, wrong_token

EVERYTHING = [model.RolePermission(role_name="PowerUser", allow_all_objects=True)]


def drive(server):
    admin = server.admin()
    mira, plain = create(admin)
    read(admin, mira, plain)
    modify(admin, mira)
    rights(server, plain)
    delete(server, admin, mira, plain)


def create(admin):
    sent = model.User(
        username="mira.holt",
        first_name="Mira",
        last_name="Holt",
        password="Tr4in-delay",
        email_address="mira@example.test",
        distinguished_name="CN=Mira,OU=Ops",
        enabled=True,
        role_permissions=EVERYTHING,
    )
    mira = admin.create_user(sent)
    assert admin.answer.headers["location"] == f"/suite-api/api/auth/users/{mira.id}"
    assert "password" in admin.answer.json() and mira.password is None, "told as null"
    expected = {**is_(sent, sent), "id": mira.id, "group_ids": [], "role_names": ["PowerUser"], "last_login_time": 0}
    del expected["password"]
    is_(mira, expected)
    links = [(link.rel, link.name, link.href.removeprefix(f"/suite-api/api/auth/users/{mira.id}")) for link in mira.links]
    assert links == [("SELF", "linkToSelf", ""), ("RELATED", "userPermissions", "/permissions")], links

    plain = admin.create_user(model.User(username="plain", password="Tr4in-delay", enabled=False))
    assert (plain.enabled, plain.role_names, plain.role_permissions) == (False, [], []), plain

    again = model.User(username="MIRA.holt", password="Tr4in-delay")
    refused(422, 422, taken("User", "username", "MIRA.holt"), admin.create_user, again)
    blank = model.User(username="mi ra", password="Tr4in-delay")
    violation("username", r'''must match "^[^\s,<&\"'?+%=>;/#]+$"'''.replace('\\"', '"'), admin.create_user, blank)
    unknown_role = model.User(username="x", password="Tr4in-delay", role_names=["Nothing"])
    refused(404, 404, unknown("Role", "Nothing"), admin.create_user, unknown_role)
    violation("password", "must not be null", admin.create_user, model.User(username="x"))
    return mira, plain


def read(admin, mira, plain):
    is_(admin.get_user(mira.id), mira)
    refused(404, 404, unknown("User"), admin.get_user, NOBODY)
    refused(400, 1501, 'Value "7" is invalid for request param.', admin.get_user, "7")

    def names(**filters):
        return [user.username for user in admin.get_users(**filters).users]

    assert names() == ["admin", "mira.holt", "plain"]
    assert names(username=["IRA.h", "plai"]) == ["mira.holt", "plain"]
    assert names(id=[plain.id, NOBODY, mira.id]) == ["mira.holt", "plain"]
    assert names(role_name=["PowerUser"]) == ["mira.holt"]
    assert names(role_name=["PowerUser", "Administrator"], username=["mi"]) == ["admin", "mira.holt"]
    assert names(username=["nobody"]) == []
    is_(admin.get_users(username=["mira.holt"]), {"users": [mira]})


def modify(admin, mira):
    changed = admin.get_user(mira.id)
    changed.first_name, changed.email_address, changed.enabled = "Maria", "maria@example.test", False
    changed.role_permissions = None
    expected = {**is_(mira, mira), "first_name": "Maria", "email_address": "maria@example.test", "enabled": False}
    is_(admin.modify_user(changed), expected)
    is_(admin.get_user(mira.id), expected)
    cleared = admin.modify_user(model.User(id=mira.id, username="maria.holt", enabled=True, role_names=[]))
    is_(cleared, {**expected, "username": "maria.holt", "enabled": True, "role_names": [], "role_permissions": []})
    refused(404, 404, unknown("User"), admin.modify_user, model.User(id=NOBODY, username="x"))
    refused(422, 422, taken("User", "username", "plain"), admin.modify_user, model.User(id=mira.id, username="plain"))
    violation("id", "must not be null", admin.modify_user, model.User(username="maria.holt"))


def rights(server, plain):
    admin, stranger = server.admin(), server.stranger()
    admin.modify_user(model.User(id=plain.id, username="plain", enabled=True))
    weak = server.sign_in("plain", "Tr4in-delay")
    someone = model.User(id=plain.id, username="plain", password="Tr4in-delay")
    for caller, status, message in ((weak, 403, NO_PRIVILEGE), (stranger, 401, NO_CREDENTIAL)):
        refused(status, status, message, caller.get_users)
        refused(status, status, message, caller.get_user, plain.id)
        refused(status, status, message, caller.create_user, someone)
        refused(status, status, message, caller.modify_user, someone)
        refused(status, status, message, caller.delete_user, plain.id)
        refused(status, status, message, caller.delete_users, [plain.id])


def delete(server, admin, mira, plain):
    me = admin.get_current_user()
    refused(400, 400, PROTECTED, admin.delete_user, me.id)
    weak = server.sign_in("plain", "Tr4in-delay")
    admin.delete_user(plain.id)
    refused(404, 404, unknown("User", plain.id), admin.get_user, plain.id)
    refused(404, 404, unknown("User", plain.id), admin.delete_user, plain.id)
    assert refused(401, 1512, wrong_token("OpsToken"), weak.get_current_user), "with the user go the tokens"
    admin.delete_users([mira.id, NOBODY])
    refused(404, 404, unknown("User", mira.id), admin.delete_users, [mira.id])
    refused(400, 1509, 'Query Parameter "id" is required.', admin.delete_users)
