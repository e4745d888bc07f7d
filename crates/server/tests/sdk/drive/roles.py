"""Roles and privileges (25 to 31, 49 to 52)."""

from caller import is_, refused, violation
from vcf.operations import model_client as model
from words import BUILT_IN, NO_CREDENTIAL, taken, unknown

VIEW = "administration.accesscontrol.viewpage"


def drive(server):
    admin, stranger = server.admin(), server.stranger()
    catalogue(admin)
    name = "Night Auditor"
    sent = model.UserRole(name=name, description="May look at accounts", privilege_keys=[VIEW], system_created=True)
    role = admin.create_user_role(sent)
    assert admin.answer.headers["location"] == "/suite-api/api/auth/roles/Night%20Auditor"
    is_(role, {**is_(sent, sent), "display_name": name, "system_created": False})
    refused(422, 422, taken("Role", "name", name), admin.create_user_role, model.UserRole(name=name))
    violation("name", "must not contain /", admin.create_user_role, model.UserRole(name="A/B"))
    refused(401, 401, NO_CREDENTIAL, stranger.create_user_role, sent)

    is_(admin.get_role_by_name(name), role)
    is_(admin.get_roles([name, "Nothing"]), {"user_roles": [role]})
    roles = admin.get_roles().user_roles
    system = [role.name for role in roles if role.system_created]
    assert {"Administrator", "PowerUser", "ReadOnly", "GeneralUser-1"} <= set(system), system
    assert name not in system
    refused(404, 404, unknown("Role", "Nothing"), admin.get_role_by_name, "Nothing")

    change = model.UserRole(name=name, description="Looks", display_name="Auditor by night")
    is_(admin.update_user_role(change), {**is_(role, role), "description": "Looks", "display_name": "Auditor by night"})
    refused(404, 404, unknown("Role", "Nothing"), admin.update_user_role, model.UserRole(name="Nothing"))
    everything = model.UserRole(name="Administrator", privilege_keys=[])
    refused(400, 400, BUILT_IN, admin.update_user_role, everything)

    keys(admin, name)
    refused(400, 400, BUILT_IN, admin.delete_user_role, "ReadOnly")
    admin.delete_user_role(name)
    refused(404, 404, unknown("Role", name), admin.delete_user_role, name)


def keys(admin, name):
    def some(*keys):
        return model.PrivilegeKeys(privilege_key=list(keys))

    is_(admin.set_role_privileges(name, some("home.view", VIEW)), some(VIEW, "home.view"))
    is_(admin.add_role_privileges(name, some("ManageAlerts")), some("ManageAlerts", VIEW, "home.view"))
    is_(admin.remove_role_privileges(name, some(VIEW)), some("ManageAlerts", "home.view"))
    is_(
        admin.get_role_privileges(name),
        {"privileges": [{"key": "ManageAlerts", "name": "Manage Alerts"}, {"key": "home.view", "name": "View Home"}]},
    )
    for call in (admin.set_role_privileges, admin.add_role_privileges, admin.remove_role_privileges):
        violation("privilege-key[0]", "is not a known value", call, name, some("nothing"))
        refused(404, 404, unknown("Role", "Nothing"), call, "Nothing", some(VIEW))
    refused(404, 404, unknown("Role", "Nothing"), admin.get_role_privileges, "Nothing")


def catalogue(admin):
    view = {"key": VIEW, "name": "View Access Control Page"}
    is_(admin.get_available_privileges([VIEW, "nothing"]), {"privileges": [view]})
    assert len(admin.get_available_privileges().privileges) == 21
    is_(admin.get_available_privilege_groups(["home"]), {"privilege_groups": [{"key": "home", "name": "Home"}]})
    groups = [group.key for group in admin.get_available_privilege_groups().privilege_groups]
    assert groups[:5] == ["administration", "alerts", "dashboards", "environment", "home"], groups
