"""Permissions and traversal specs of users and groups (5 to 7, 13 to 15, 56, 57)."""

from caller import is_, refused, violation
from vcf.operations import model_client as model
from words import NOBODY, unknown

STORAGE = model.TraversalSpecInstance(
    adapter_kind="VMWARE", resource_kind="vSphere World", name="vSphere Storage", select_all_resources=True
)


def drive(server):
    admin = server.admin()
    user = admin.create_user(model.User(username="holder", password="Tr4in-delay"))
    group = admin.create_user_group(model.UserGroup(name="holders"))
    hold(
        admin, "User", user.id,
        admin.get_assigned_role_permissions_for_user,
        admin.assign_role_permission_to_user,
        admin.unassigned_role_permission_from_user,
        admin.assign_traversal_spec_to_user,
    )
    hold(
        admin, "User Group", group.id,
        admin.get_assigned_role_permissions_for_user_group,
        admin.assign_role_permission_to_user_group,
        admin.unassigned_role_permission_from_user_group,
        admin.assign_traversal_spec_to_user_group,
    )
    admin.delete_user(user.id)
    admin.delete_user_group(group.id)


def hold(admin, noun, holder, read, give, take, specify):
    is_(read(holder), {"permissions": []})
    power = model.RolePermission(role_name="PowerUser", allow_all_objects=True)
    is_(give(holder, power), {"permissions": [power]})
    on_storage = model.RolePermission(
        role_name="ContentAdmin", allow_all_objects=False, traversal_spec_instances=[STORAGE]
    )
    is_(give(holder, on_storage), {"permissions": [on_storage, power]})
    is_(read(holder), {"permissions": [on_storage, power]})
    everything = model.RolePermission(role_name="ContentAdmin", allow_all_objects=True)
    is_(give(holder, everything), {"permissions": [everything, power]})
    refused(404, 404, unknown("Role", "Nothing"), give, holder, model.RolePermission(role_name="Nothing"))
    refused(404, 404, unknown(noun), give, NOBODY, power)
    violation("roleName", "must not be null", give, holder, model.RolePermission(allow_all_objects=True))

    specify(holder, STORAGE)
    held = [(one.role_name, [spec.name for spec in one.traversal_spec_instances]) for one in read(holder).permissions]
    assert held == [(role, ["vSphere Storage"]) for role in ("ContentAdmin", "PowerUser", "ReadOnly")], held
    refused(404, 404, unknown(noun), specify, NOBODY, STORAGE)

    for role in ("ContentAdmin", "PowerUser", "ReadOnly"):
        take(holder, role)
        refused(404, 404, unknown("Role", role), take, holder, role)
    is_(read(holder), {"permissions": []})
    refused(404, 404, unknown(noun), read, NOBODY)
    refused(404, 404, unknown(noun), take, NOBODY, "ReadOnly")
    assert admin.answer.status_code == 404
