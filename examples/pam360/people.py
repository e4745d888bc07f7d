#!/usr/bin/env python3
"""Brings the users of PAM360 in line with a file of people.

    PAM360_URL=http://127.0.0.1:8440 PAM360_AUTHTOKEN=... python people.py people.csv

Whoever is `present` in the file is created or corrected, and is in his group and no other of the file; whoever is `absent`
is deleted. Users whom the file does not name are left alone. Prints a line for each change.
"""

import csv
import json
import os
import sys

import requests


class Failed(Exception):
    """PAM360 says no; the text is its message."""


class Pam360:
    """The calls of the REST API, each giving its `Details`."""

    def __init__(self, url, token):
        self.base = url.rstrip("/") + "/restapi/json/v1"
        self.session = requests.Session()
        self.session.headers["AUTHTOKEN"] = token

    def call(self, method, path, details=None, **query):
        # Failures come with status 200 or with one of their own, as the server is set up: the envelope tells.
        data = {"INPUT_DATA": json.dumps({"operation": {"Details": details}})} if details is not None else None
        answer = self.session.request(method, self.base + path, params=query, data=data, timeout=30)
        operation = answer.json()["operation"]
        if operation["result"]["status"] == "Failed":
            raise Failed(operation["result"]["message"])
        return operation.get("Details")

    def all(self, path):
        """Everything of a list, page by page."""
        start, page = 1, 500
        while True:
            found = self.call("GET", path, STARTINDEX=start, LIMIT=page) or []
            yield from found
            if len(found) < page:
                return
            start += page


def wanted_of(row):
    return {
        "USERNAME": row["username"],
        "FIRSTNAME": row["first name"],
        "LASTNAME": row["last name"],
        "EMAIL": row["email"],
        "ROLE": row["role"],
        "DEPARTMENT": row["department"],
    }


def bring_users_in_line(pam, rows):
    """The id of each user who is to be there, by his name in small letters."""
    known = {user["USERNAME"].lower(): user for user in pam.all("/user")}
    ids = {}
    for row in rows:
        name, wanted = row["username"], wanted_of(row)
        user = known.get(name.lower())
        if row["state"] == "absent":
            if user:
                pam.call("DELETE", "/user/" + user["USERID"])
                print("deleted", name)
        elif not user:
            ids[name.lower()] = pam.call("POST", "/user", wanted)["USERID"]
            print("created", name)
        else:
            ids[name.lower()] = user["USERID"]
            differs = {key: value for key, value in wanted.items() if user[key] != value}
            if differs:
                pam.call("PUT", "/user/" + user["USERID"], differs)
                print("changed", name, *sorted(differs))
    return ids


def bring_groups_in_line(pam, rows, ids):
    known = {group["USERGROUPNAME"].lower(): group["USERGROUPID"] for group in pam.all("/usergroup")}
    for name in sorted({row["group"] for row in rows if row["group"]}):
        members = {ids[row["username"].lower()] for row in rows if row["group"] == name and row["state"] == "present"}
        group = known.get(name.lower())
        if not group:
            group = pam.call("POST", "/usergroup", {"USERGROUPNAME": name})["USERGROUPID"]
            print("created group", name)
        there = {user["USERID"] for user in pam.call("GET", "/usergroup/" + group).get("USERS", [])}
        for verb, some in (("associate", members - there), ("dissociate", there - members)):
            if some:
                pam.call("POST", f"/usergroup/{group}/{verb}Users", {"USERIDS": sorted(some, key=int)})
                print(verb, name, len(some))


def main(file):
    pam = Pam360(os.environ["PAM360_URL"], os.environ["PAM360_AUTHTOKEN"])
    with open(file, newline="", encoding="utf-8") as people:
        rows = list(csv.DictReader(people))
    try:
        bring_groups_in_line(pam, rows, bring_users_in_line(pam, rows))
    except Failed as failed:
        sys.exit(f"PAM360: {failed}")


if __name__ == "__main__":
    main(sys.argv[1])
