"""The vendor's client as one caller, which tells of each call what it was and how it was answered."""

import importlib
import inspect
import logging
from urllib.parse import urlsplit

import requests
from vcf.operations import model_client as model
from vmware.vapi.bindings.error import VapiError
from vmware.vapi.bindings.stub import VapiInterface
from vmware.vapi.bindings.struct import VapiStruct
from vmware.vapi.lib.connect import get_requests_connector
from vmware.vapi.security.http_authorization import create_http_authorization_security_context
from vmware.vapi.stdlib.client.factories import StubConfigurationFactory

# The client logs every refusal that its bindings name no class for, which is every one.
logging.disable(logging.ERROR)

MODULES = [
    "api.auth_client",
    "api.auth.currentuser.roles_client",
    "api.auth.currentuser_client",
    "api.auth.roles_client",
    "api.auth.sources.usergroups_client",
    "api.auth.sources.users_client",
    "api.auth.sources.vidb_client",
    "api.auth.sources_client",
    "api.auth.token_client",
    "api.auth.usergroups_client",
    "api.auth.users_client",
    "api.deployment.node_client",
    "api.versions_client",
    "api_client",
]


def operations():
    """Every operation of the modules above by its name, with the class of the client that has it."""
    found = {}
    for module in MODULES:
        module = importlib.import_module(f"vcf.operations.{module}")
        for service in vars(module).values():
            if inspect.isclass(service) and issubclass(service, VapiInterface) and service is not VapiInterface:
                names = [name for name in vars(service) if not name.startswith("_")]
                assert not found.keys() & names, f"a name stands twice: {names}"
                found.update(dict.fromkeys(names, service))
    return found


OPERATIONS = operations()
# The one name that the client does not spell as the others.
SPELLED = {"getVidbWellKnownUrl": "getVIDBWellKnownURL"}
# The longest wait for an answer: a test fails then, and does not hang.
SECONDS_TO_ANSWER = 60


class Refused(Exception):
    """A call was answered with an error, which the client hands on as the second argument."""


class Caller:
    """One who calls by the vendor's client: `caller.get_users(..)` is the operation getUsers."""

    def __init__(self, base):
        self.base = base
        self.session = requests.Session()
        self.session.hooks["response"].append(self._answered)
        self.connector = get_requests_connector(
            self.session, msg_protocol="rest", url=base, timeout=SECONDS_TO_ANSWER
        )
        self.configuration = StubConfigurationFactory.new_std_configuration(self.connector)
        self.answer = None

    def with_token(self, token, scheme="OpsToken"):
        """Comes with this token from now on."""
        self.connector.set_security_context(create_http_authorization_security_context(token, scheme))
        return self

    def _answered(self, answer, *_args, **_kwargs):
        self.answer = answer

    def __getattr__(self, name):
        if name not in OPERATIONS:
            raise AttributeError(f"the vendor's client has no operation {name}")
        operation = getattr(OPERATIONS[name](self.configuration), name)

        def call(*args, **kwargs):
            self.answer = None
            try:
                result = operation(*args, **kwargs)
            except VapiError as error:
                self._tell(name)
                raise Refused(f"{name}: {self.answer.text}", error) from error
            self._tell(name)
            return result

        return call

    def _tell(self, name):
        first, *others = name.split("_")
        operation = first + "".join(word.capitalize() for word in others)
        request = self.answer.request
        print(SPELLED.get(operation, operation), request.method, urlsplit(request.url).path, self.answer.status_code)


def plain(value):
    """An answer as dictionaries and lists, without what is not set and without links."""
    if isinstance(value, VapiStruct):
        value = {name: member for name, member in vars(value).items() if not name.startswith("_")}
    if isinstance(value, dict):
        told = {name: plain(member) for name, member in value.items() if name != "links"}
        return {name: member for name, member in told.items() if member is not None}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value


def is_(answer, expected):
    """The answer is this, but for links."""
    answer, expected = plain(answer), plain(expected)
    assert answer == expected, f"\nanswered: {answer}\nexpected: {expected}"
    return answer


def refused(status, code, message, call, *args, **kwargs):
    """The call is refused so, with the vendor's form of an error: the client hands its members on. None is any message."""
    try:
        answer = call(*args, **kwargs)
    except Refused as error:
        fields = error.args[1].get_struct_value()
        said = {name: fields.get_field(name).value for name in ("httpStatusCode", "apiErrorCode", "message")}
        message = message or said["message"] or "some message"
        assert said == {"httpStatusCode": status, "apiErrorCode": code, "message": message}, said
        return fields
    raise AssertionError(f"not refused, but answered {plain(answer)}")


def violation(path, rule, call, *args, **kwargs):
    """The call is refused for the one member at this path. None is any rule."""
    fields = refused(400, 400, "Invalid request... #1 violations found.", call, *args, **kwargs)
    [failure] = fields.get_field("validationFailures")
    said = {name: failure.get_field(name).value for name in ("violationPath", "failureMessage")}
    assert said == {"violationPath": path, "failureMessage": rule or said["failureMessage"]}, said


class Server:
    """A server, and the password of its first administrator."""

    def __init__(self, base, password):
        self.base = base
        self.password = password

    def stranger(self):
        """One without a credential."""
        return Caller(self.base)

    def sign_in(self, username, password, source=None):
        """One who has acquired a token."""
        credentials = model.UsernamePassword(username=username, password=password, auth_source=source)
        caller = self.stranger()
        return caller.with_token(caller.acquire_token(credentials).token)

    def admin(self):
        """The first administrator."""
        return self.sign_in("admin", self.password)
