"""User groups (9 to 12, 41, 42)."""

from caller import is_, refused, violation
from vcf.operations import model_client as model
from words import BUILT_IN, NO_CREDENTIAL, NOBODY, taken, unknown


def drive(server):
    admin, stranger = server.admin(), server.stranger()
    ada = admin.create_user(model.User(username="ada", password="Tr4in-delay"))
    read_only = [model.RolePermission(role_name="ReadOnly", allow_all_objects=True)]
    sent = model.UserGroup(
        name="night-shift", description="Operators on call", user_ids=[ada.id], role_permissions=read_only
    )
    night = admin.create_user_group(sent)
    assert admin.answer.headers["location"] == f"/suite-api/api/auth/usergroups/{night.id}"
    told = {**is_(sent, sent), "id": night.id, "display_name": "night-shift", "role_names": ["ReadOnly"]}
    is_(night, told)
    links = [(link.rel, link.name, link.href.removeprefix("/suite-api/api/auth/")) for link in night.links]
    assert links == [
        ("RELATED", "containedUser", f"users/{ada.id}"),
        ("SELF", "linkToSelf", f"usergroups/{night.id}"),
        ("RELATED", "userGroupPermissions", f"usergroups/{night.id}/permissions"),
    ], links
    assert admin.get_user(ada.id).group_ids == [night.id]
    day = admin.create_user_group(model.UserGroup(name="CN=Day,OU=Groups,DC=example", display_name="Day"))
    is_(day, {"id": day.id, "name": "CN=Day,OU=Groups,DC=example", "display_name": "Day", "user_ids": [],
              "role_names": [], "role_permissions": []})

    refused(422, 422, taken("User Group", "name", "Night-Shift"), admin.create_user_group,
            model.UserGroup(name="Night-Shift"))
    violation("id", "must be null", admin.create_user_group, model.UserGroup(id=NOBODY, name="x"))
    refused(404, 404, unknown("User"), admin.create_user_group, model.UserGroup(name="x", user_ids=[NOBODY]))

    is_(admin.get_user_group(night.id), told)
    is_(admin.get_user_groups(name=["night"]), {"user_groups": [told]})
    is_(admin.get_user_groups(id=[day.id, NOBODY]), {"user_groups": [day]})
    is_(admin.get_user_groups(name=["nothing"]), {"user_groups": []})
    names = [group.name for group in admin.get_user_groups().user_groups]
    assert {"System.admins", "night-shift", day.name} <= set(names), names
    refused(404, 404, unknown("User Group"), admin.get_user_group, NOBODY)

    change = model.UserGroup(id=night.id, name="another", description="Nights", user_ids=[])
    assert admin.modify_user_group(change) is None and admin.answer.content == b"", "200, and nothing else"
    is_(admin.get_user_group(night.id), {**told, "description": "Nights", "user_ids": []})
    assert admin.get_user(ada.id).group_ids == []
    refused(404, 404, unknown("User Group"), admin.modify_user_group, model.UserGroup(id=NOBODY, name="x"))
    refused(401, 401, NO_CREDENTIAL, stranger.modify_user_group, change)

    [admins] = admin.get_user_groups(name=["System.admins"]).user_groups
    refused(400, 400, BUILT_IN, admin.delete_user_group, admins.id)
    admin.delete_user_group(night.id)
    refused(404, 404, unknown("User Group", night.id), admin.delete_user_group, night.id)
    admin.delete_user_groups([day.id, NOBODY])
    refused(404, 404, unknown("User Group", day.id), admin.delete_user_groups, [day.id])
    refused(400, 1509, 'Query Parameter "id" is required.', admin.delete_user_groups)
    admin.delete_user(ada.id)
