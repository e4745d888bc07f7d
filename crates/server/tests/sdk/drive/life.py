"""A life of rights: a role, a scope, a user and a group are made, what they allow is tried, and they go again."""

from caller import is_, refused
from vcf.operations import model_client as model
from words import NO_PRIVILEGE, unknown, wrong_token

VIEW = "administration.accesscontrol.viewpage"
MANAGE_USERS = "administration.accesscontrol.manageusers"


def drive(server):
    admin = server.admin()
    role = admin.create_user_role(model.UserRole(name="Account Clerk", privilege_keys=[VIEW]))
    scope = admin.create_scope(model.Scope(name="The office"))
    user = admin.create_user(model.User(username="nora", password="Tr4in-delay", first_name="Nora", enabled=True))
    group = admin.create_user_group(model.UserGroup(name="clerks", user_ids=[user.id]))
    nora = server.sign_in("nora", "Tr4in-delay")
    me = nora.get_current_user()
    assert (me.id, me.group_ids, me.role_names) == (user.id, [group.id], []), me
    refused(403, 403, NO_PRIVILEGE, nora.get_users)

    scoped = model.RolePermission(role_name=role.name, scope_id=scope.id, allow_all_objects=False)
    is_(admin.assign_role_permission_to_user_group(group.id, scoped), {"permissions": [scoped]})
    refused(403, 403, NO_PRIVILEGE, nora.get_users)
    everywhere = model.RolePermission(role_name=role.name, allow_all_objects=True)
    is_(admin.assign_role_permission_to_user_group(group.id, everywhere), {"permissions": [everywhere]})
    assert [one.username for one in nora.get_users(username=["nora"]).users] == ["nora"], "with the same token"
    is_(nora.get_assigned_role_permissions_for_current_user(), {"permissions": []})
    assert [one.key for one in nora.get_current_user_role_privileges(role.name).privileges] == [VIEW]

    someone = model.User(username="someone", password="Tr4in-delay")
    refused(403, 403, NO_PRIVILEGE, nora.create_user, someone)
    admin.add_role_privileges(role.name, model.PrivilegeKeys(privilege_key=[MANAGE_USERS]))
    made = nora.create_user(someone)
    more = model.User(username="more", password="Tr4in-delay", role_names=["Administrator"])
    refused(403, 403, NO_PRIVILEGE, nora.create_user, more)
    refused(403, 403, NO_PRIVILEGE, nora.delete_user_role, role.name)
    nora.delete_user(made.id)

    admin.modify_user_group(model.UserGroup(id=group.id, name=group.name, user_ids=[]))
    refused(403, 403, NO_PRIVILEGE, nora.get_users)
    admin.assign_role_permission_to_user(user.id, everywhere)
    assert nora.get_user(user.id).role_names == [role.name]
    admin.delete_user_role(role.name)
    is_(admin.get_assigned_role_permissions_for_user(user.id), {"permissions": []})
    is_(admin.get_assigned_role_permissions_for_user_group(group.id), {"permissions": []})
    refused(403, 403, NO_PRIVILEGE, nora.get_users)

    admin.delete_scopes(model.UuidValues(uuids=[scope.id]))
    admin.delete_user_group(group.id)
    admin.delete_user(user.id)
    refused(401, 1512, wrong_token("OpsToken"), nora.get_current_user)
    refused(404, 404, unknown("User", user.id), admin.get_user, user.id)
