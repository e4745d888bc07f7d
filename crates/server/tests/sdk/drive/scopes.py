"""Scopes and traversal specs (21 to 24, 43, 48)."""

from caller import is_, refused, violation
from vcf.operations import model_client as model
from words import NO_CREDENTIAL, NOBODY, taken, unknown


def drive(server):
    admin, stranger = server.admin(), server.stranger()
    me = admin.get_current_user()
    some = model.ResourceSelection(type="SPECIFIC", resource_id=["2b6f0c1e-3d1a-4c02-9e4e-51d8f3a0b7c4"])
    spec = model.TraversalSpecInstance(
        adapter_kind="VMWARE",
        resource_kind="vSphere World",
        name="vSphere Hosts and Clusters",
        resource_selection=[some],
        select_all_resources=False,
    )
    sent = model.Scope(name="Lab hosts", description="Two clusters", traversal_spec_instances=[spec])
    lab = admin.create_scope(sent)
    assert admin.answer.headers["location"] == f"/suite-api/api/auth/scopes/{lab.id}"
    is_(lab, {**is_(sent, sent), "id": lab.id})
    refused(422, 422, taken("Scope", "name", "Lab hosts"), admin.create_scope, sent)
    violation("name", "must not be null", admin.create_scope, model.Scope(description="x"))
    refused(401, 401, NO_CREDENTIAL, stranger.create_scope, sent)

    details = admin.get_scope(lab.id)
    made = {"created_by": me.id, "creation_time": details.creation_time}
    changed = {"last_modified_by": me.id, "last_modified_time": details.creation_time}
    is_(details, {**is_(lab, lab), **made, **changed})
    assert details.creation_time > 1_700_000_000_000, details
    is_(admin.get_all_object_scopes(), {"scopes_details": [details]})
    refused(404, 404, unknown("Scope"), admin.get_scope, NOBODY)
    refused(400, 1501, 'Value "7" is invalid for request param.', admin.get_scope, "7")

    change = model.Scope(id=lab.id, name="Lab", traversal_spec_instances=[])
    is_(admin.modify_scope(change), {"id": lab.id, "name": "Lab", "description": "Two clusters",
                                     "traversal_spec_instances": []})
    later = admin.get_scope(lab.id)
    assert (later.name, later.creation_time) == ("Lab", details.creation_time), later
    assert later.last_modified_time >= details.last_modified_time, later
    refused(404, 404, unknown("Scope"), admin.modify_scope, model.Scope(id=NOBODY, name="x"))

    user = admin.create_user(model.User(username="scoped", password="Tr4in-delay"))
    permission = model.RolePermission(role_name="ReadOnly", scope_id=lab.id, allow_all_objects=False)
    admin.assign_role_permission_to_user(user.id, permission)
    refused(400, 400, "A permission uses the scope.", admin.delete_scopes, model.UuidValues(uuids=[lab.id]))
    admin.delete_user(user.id)
    admin.delete_scopes(model.UuidValues(uuids=[lab.id, NOBODY]))
    assert admin.answer.content == b"", "200, where others answer 204"
    is_(admin.get_all_object_scopes(), {"scopes_details": []})
    templates(admin)


def templates(admin):
    all_of_them = admin.get_traversal_specs().specs
    names = [spec.name for spec in all_of_them]
    assert sorted(names) == ["Custom Groups", "vCloud Tenant", "vSphere Hosts and Clusters", "vSphere Storage"], names
    hosts = {
        "name": "vSphere Hosts and Clusters",
        "root_adapter_kind_key": "VMWARE",
        "root_resource_kind_key": "vSphere World",
        "adapter_instance_association": False,
    }
    found = admin.get_traversal_specs(adapter_kind=["VMWARE"], resource_kind=["vSphere World"],
                                      name=["vSphere Hosts and Clusters"])
    is_(found, {"specs": [hosts]})
    is_(admin.get_traversal_specs(name=["vSphere"]), {"specs": []})
