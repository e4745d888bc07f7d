"""Auth sources, and people from a directory server (16 to 20, 34 to 38, 44 to 47).

The people are those of the test server: `u0001` to `u3000` with the password `pw-u0001` and so on, and some groups.
"""

from caller import is_, refused, violation
from vcf.operations import model_client as model
from words import NO_CREDENTIAL, NO_PRIVILEGE, NOBODY, taken, unknown

BASE = "dc=example,dc=org"
READ_ONLY = [model.RolePermission(role_name="ReadOnly", allow_all_objects=True)]


def drive(server, directory):
    admin = server.admin()
    types(admin)
    elsewhere(server, admin)
    kept = plain_ldap(server, admin, directory)
    secured(admin, directory)
    search(admin, kept)
    user = people(server, admin, kept)
    group = members(admin, kept)
    rights(server, kept)
    delete(server, admin, kept, user, group)


class Directory:
    """Where the directory server is: in clear, and with TLS from the first byte."""

    def __init__(self, host, port, tls_port):
        self.host, self.port, self.tls_port = host, port, tls_port

    def source(self, name, tls=False, **others):
        """A source that asks it; `others` are properties with `_` for `-`."""
        properties = {
            "display-name": name,
            "host": self.host,
            "port": self.tls_port if tls else self.port,
            "use-ssl": str(tls).lower(),
            "base-domain": BASE,
            "user-name": f"cn=reader,{BASE}",
            "password": "reader-secret",
            "common-name": "uid",
            **{name.replace("_", "-"): value for name, value in others.items()},
        }
        return source(name, "OPEN_LDAP", properties)


def source(name, kind, properties):
    pairs = [model.NameValue(name=name, value=value) for name, value in properties.items() if value is not None]
    source_type = model.AuthSourcetype(id=kind, name=kind)
    return model.AuthSource(name=name, source_type=source_type, property=pairs, certificates=[])


def told(sent, **others):
    """What is answered of a source: without its password and with what the server sets."""
    members = {**is_(sent, sent), **others}
    members["property"] = [pair for pair in members["property"] if pair["name"] != "password"]
    return members


def types(admin):
    kinds = admin.get_auth_source_types().source_types
    names = [kind.id for kind in kinds]
    assert names == ["VC", "OPEN_LDAP", "ACTIVE_DIRECTORY", "SSO_SAML", "VIDM", "CSP", "VIDB"], names
    assert [kind.name for kind in kinds] == names
    for kind in kinds:
        is_(admin.get_auth_source_type(kind.id), kind)
    # The client's bindings know the properties of a type only as a value without a class.
    properties = {one["name"]: one for one in admin_json(admin, "OPEN_LDAP")["properties"]["property"]}
    for name, kind, required in (
        ("display-name", "STRING", True),
        ("host", "HOST", True),
        ("port", "INTEGER", True),
        ("use-ssl", "BOOLEAN", True),
        ("password", "PASSWORD", True),
        ("user-search-criteria", "STRING", False),
    ):
        one = properties[name]
        assert (one["dataType"], one["required"], one["modifiable"]) == (kind, required, True), one
    assert admin_json(admin, "VC")["properties"] == {"property": []}
    refused(404, 404, unknown("Auth Source Type", "Nothing"), admin.get_auth_source_type, "Nothing")


def admin_json(admin, kind):
    admin.get_auth_source_type(kind)
    return admin.answer.json()


def elsewhere(server, admin):
    """A source whose product is not here is kept and shown, and cannot be asked."""
    is_(server.stranger().get_auth_sources(), {"sources": []})
    sent = source("Broker", "VIDB", {"issuer-url": "https://broker.example.test/acs", "host": "broker.example.test"})
    broker = admin.add_auth_source(sent)
    is_(admin.get_auth_source(broker.id), broker)
    assert (broker.name, broker.source_type.id) == ("Broker", "VIDB"), broker
    request = model.UserSearchRequest(name="a*", domain="example.test")
    refused(500, 500, None, admin.search_users_for_auth_source, broker.id, request)
    request = model.UsergroupSearchRequest(name="a*", domain="example.test")
    refused(500, 500, None, admin.search_user_groups_for_auth_source, broker.id, request)
    refused(400, 400, None, admin.test_auth_source, sent)
    refused(500, 500, "The auth source of type VIDB cannot be reached.", server.stranger().get_vidb_well_known_url)
    login = [model.NameValue(name="user-name", value="u"), model.NameValue(name="password", value="p")]
    admin.delete_auth_source(broker.id, model.NameValues(name_value_pairs=login), True)
    refused(404, 404, unknown("Auth Source", broker.id), admin.get_auth_source, broker.id)


def plain_ldap(server, admin, directory):
    sent = directory.source("people")
    is_(admin.test_auth_source(sent), told(sent))
    assert all(pair.name != "password" for pair in admin.test_auth_source(sent).property)
    refused(400, 400, None, admin.test_auth_source, directory.source("people", password="wrong-secret"))
    violation("property.common-name", "must not be null", admin.add_auth_source, directory.source("people", common_name=None))

    kept = admin.add_auth_source(sent)
    assert admin.answer.headers["location"] == f"/suite-api/api/auth/sources/{kept.id}"
    is_(kept, told(sent, id=kept.id, created=kept.created, last_modified=kept.last_modified))
    assert [(link.rel, link.href) for link in kept.links] == [("SELF", f"/suite-api/api/auth/sources/{kept.id}")]
    is_(admin.get_auth_source(kept.id), kept)
    is_(admin.get_auth_sources(), {"sources": [kept]})
    [short] = server.stranger().get_auth_sources().sources
    assert (short.id, short.name, short.property, short.certificates) == (kept.id, "people", [], []), short
    refused(422, 422, taken("Auth Source", "name", "people"), admin.add_auth_source, sent)
    refused(404, 404, unknown("Auth Source"), admin.get_auth_source, NOBODY)

    change = directory.source("folk", password=None)
    change.id = kept.id
    changed = admin.update_auth_source(change)
    is_(changed, told(change, created=kept.created, last_modified=changed.last_modified))
    change.id = NOBODY
    refused(404, 404, unknown("Auth Source"), admin.update_auth_source, change)
    return changed


def secured(admin, directory):
    """With TLS the certificates are shown first, and the source is kept when they are sent back."""
    sent = directory.source("safe", tls=True)
    shown = admin.add_auth_source(sent)
    assert admin.answer.status_code == 200, "not kept yet"
    [certificate] = shown.certificates
    assert certificate.thumbprint and certificate.certificate_details, certificate
    assert [one.name for one in admin.get_auth_sources().sources] == ["folk"]
    [tested] = admin.test_auth_source(sent).certificates
    assert tested.thumbprint == certificate.thumbprint

    sent.certificates = [certificate]
    assert admin.patch_test_auth_source(sent).certificates == []
    other = directory.source("safe", tls=True)
    other.certificates = [model.Certificate(thumbprint="00:" * 31 + "00", certificate_details="x")]
    refused(400, 400, None, admin.patch_test_auth_source, other)
    safe = admin.patch_auth_source_with_certificate_details(sent)
    assert [one.thumbprint for one in safe.certificates] == [certificate.thumbprint], safe
    is_(admin.get_auth_source(safe.id), safe)
    request = model.UserSearchRequest(name="u0001")
    found = admin.search_users_for_auth_source(safe.id, request).user_search_response
    assert [one.name for one in found] == ["u0001"], found
    admin.delete_auth_source(safe.id)


def search(admin, kept):
    def users(name):
        found = admin.search_users_for_auth_source(kept.id, model.UserSearchRequest(name=name))
        return found.user_search_response

    [one] = users("u0007")
    assert one.name == "u0007" and one.distinguished_name == f"uid=u0007,ou=people,{BASE}", one
    assert (one.first_name, one.last_name) == ("Given of u0007", "Family"), one
    assert sorted(one.name for one in users("u000*")) == [f"u{number:04}" for number in range(1, 10)]
    for nobody in ("nobody", "*)(uid=*", "u0007)(objectClass=*", "\\2a"):
        assert users(nobody) == [], nobody
    found = admin.search_user_groups_for_auth_source(kept.id, model.UsergroupSearchRequest(name="inner*"))
    names = sorted(one.distinguished_name for one in found.usergroup_search_response)
    assert names == [f"cn=inner,ou=groups,{BASE}", f"cn=innermost,ou=groups,{BASE}"], names
    request = model.UserSearchRequest(name="x")
    refused(404, 404, unknown("Auth Source"), admin.search_users_for_auth_source, NOBODY, request)
    request = model.UsergroupSearchRequest(name="x")
    refused(404, 404, unknown("Auth Source"), admin.search_user_groups_for_auth_source, NOBODY, request)
    violation("name", "must not be null", admin.search_users_for_auth_source, kept.id, model.UserSearchRequest())


def people(server, admin, kept):
    sent = model.User(
        username="u0001",
        first_name="Una",
        distinguished_name=f"uid=u0001,ou=people,{BASE}",
        enabled=True,
        role_permissions=READ_ONLY,
    )
    [user] = admin.import_users(kept.id, model.UserList(users=[sent])).users
    expected = {**is_(sent, sent), "id": user.id, "group_ids": [], "role_names": ["ReadOnly"], "last_login_time": 0}
    is_(user, expected)
    is_(admin.get_user(user.id), user)
    refused(404, 404, unknown("Auth Source"), admin.import_users, NOBODY, model.UserList(users=[sent]))

    again = model.User(id=user.id, username="u0001", first_name="Ulla", enabled=True)
    [ulla] = admin.import_users(kept.id, model.UserList(users=[again])).users
    is_(ulla, {**expected, "first_name": "Ulla"})

    una = server.sign_in("u0001", "pw-u0001", kept.name)
    assert una.get_current_user().id == user.id
    for secret, name in (("pw-u0002", kept.name), ("", kept.name), ("pw-u0001", "elsewhere")):
        wrong = model.UsernamePassword(username="u0001", password=secret, auth_source=name)
        refused(401, 401, NO_CREDENTIAL, server.stranger().acquire_token, wrong)
    change = model.PasswordChange(current_password="pw-u0001", new_password="Fast3r-train")
    refused(400, 400, None, una.change_password, change)
    return user


def members(admin, kept):
    name = f"cn=inner,ou=groups,{BASE}"
    group = admin.create_user_group(model.UserGroup(auth_source_id=kept.id, name=name, display_name="Inner"))
    assert (group.auth_source_id, group.name, group.display_name) == (kept.id, name, "Inner"), group
    assert admin.synchronize_user_groups(kept.id) is None
    found = {user.id: user for user in admin.get_users(id=admin.get_user_group(group.id).user_ids).users}
    enabled = {user.username: user.enabled for user in found.values()}
    assert enabled == {"u0001": True, "u0002": True, "u0003": True, "locked": False}, enabled
    refused(404, 404, unknown("Auth Source"), admin.synchronize_user_groups, NOBODY)
    return group


def rights(server, kept):
    weak = server.sign_in("u0001", "pw-u0001", kept.name)
    is_(weak.get_auth_sources(), server.admin().get_auth_sources())
    assert weak.get_auth_source_type("VC").id == "VC", "asked by whoever is signed in"
    users, groups = model.UserSearchRequest(name="x"), model.UsergroupSearchRequest(name="x")
    for caller, status, message in ((weak, 403, NO_PRIVILEGE), (server.stranger(), 401, NO_CREDENTIAL)):
        refused(status, status, message, caller.get_auth_source, kept.id)
        refused(status, status, message, caller.add_auth_source, kept)
        refused(status, status, message, caller.update_auth_source, kept)
        refused(status, status, message, caller.patch_auth_source_with_certificate_details, kept)
        refused(status, status, message, caller.test_auth_source, kept)
        refused(status, status, message, caller.patch_test_auth_source, kept)
        refused(status, status, message, caller.delete_auth_source, kept.id)
        refused(status, status, message, caller.search_users_for_auth_source, kept.id, users)
        refused(status, status, message, caller.search_user_groups_for_auth_source, kept.id, groups)
        refused(status, status, message, caller.import_users, kept.id, model.UserList(users=[]))
        refused(status, status, message, caller.synchronize_user_groups, kept.id)
    refused(401, 401, NO_CREDENTIAL, server.stranger().get_auth_source_types)


def delete(server, admin, kept, user, group):
    """With a source go the users and groups that came from it."""
    admin.delete_auth_source(kept.id)
    refused(404, 404, unknown("Auth Source", kept.id), admin.delete_auth_source, kept.id)
    refused(404, 404, unknown("User", user.id), admin.get_user, user.id)
    refused(404, 404, unknown("User Group", group.id), admin.get_user_group, group.id)
    login = model.UsernamePassword(username="u0001", password="pw-u0001", auth_source=kept.name)
    refused(401, 401, NO_CREDENTIAL, server.stranger().acquire_token, login)
    is_(admin.get_auth_sources(), {"sources": []})
