//! Scopes and templates of traversal specs in the vendor's words (sections 3.4, 6.9).

use directory::Draft;
use directory::scopes::{NewScope, ScopeEdit};
use model::{Refusal, Rule, ScopeId, ScopeName, Timestamp};
use serde_json::Value;

use super::permission::check_spec;
use super::violations::Violations;
use crate::wire::{Scope, ScopeBody, ScopeDetails, Template, TraversalSpec, UuidValues};

/// As operations 22 and 23 answer it.
pub(crate) fn scope(scope: &model::Scope) -> Scope<'_> {
    Scope {
        id: scope.id.to_string(),
        name: scope.name.as_str(),
        description: scope.description.as_deref().filter(|text| !text.is_empty()),
        traversal_spec_instances: specs(&scope.specs),
    }
}

/// As operations 21 and 48 answer it.
pub(crate) fn scope_details(scope: &model::Scope) -> ScopeDetails<'_> {
    ScopeDetails {
        id: scope.id.to_string(),
        name: scope.name.as_str(),
        description: scope.description.as_deref().filter(|text| !text.is_empty()),
        created_by: scope.created_by.map(|id| id.to_string()),
        creation_time: Timestamp::millis(scope.created),
        last_modified_by: scope.updated_by.map(|id| id.to_string()),
        last_modified_time: Timestamp::millis(scope.updated),
        traversal_spec_instances: specs(&scope.specs),
    }
}

fn specs(kept: &Value) -> Vec<TraversalSpec> {
    serde_json::from_value(kept.clone()).unwrap_or_default()
}

/// Where a scope is.
pub(crate) fn scope_href(id: ScopeId) -> String {
    format!("/suite-api/api/auth/scopes/{id}")
}

/// The scope that operation 23 makes. Refuses `Invalid` with everything that this dialect's door refuses.
pub(crate) fn new_scope(body: ScopeBody) -> Draft<NewScope> {
    let mut violations = Violations::default();
    let given = body.name.ok_or(Rule::Required);
    let name = violations.check(|| "name", given.and_then(|name| ScopeName::new(&name)));
    let description = violations.text("description", body.description);
    let specs = checked(body.specs.unwrap_or_default(), &mut violations);
    let (name, specs) = violations.unless_any(name.zip(specs))?;
    Ok(NewScope { name, description, specs })
}

/// The scope that operation 22 means, and what is to change; what is absent stays. Refuses `Invalid` without an id.
pub(crate) fn scope_edit(body: ScopeBody) -> Draft<(ScopeId, ScopeEdit)> {
    let id = body.id.ok_or_else(|| Refusal::invalid("id", Rule::Required))?;
    let mut violations = Violations::default();
    let name = body.name.and_then(|name| violations.check(|| "name", ScopeName::new(&name)));
    let description = body.description.map(|text| Some(text).filter(|text| !text.is_empty()));
    let specs = body.specs.and_then(|specs| checked(specs, &mut violations));
    violations.unless_any(Some((id, ScopeEdit { name, description, specs })))
}

/// The specs as they are kept, where they break no rule.
fn checked(specs: Vec<TraversalSpec>, violations: &mut Violations) -> Option<Value> {
    for (index, spec) in specs.iter().enumerate() {
        check_spec(&format!("traversalSpecInstances[{index}]."), spec, violations);
    }
    serde_json::to_value(specs).ok()
}

/// The scopes that operation 24 means. Refuses `Invalid` without the member.
pub(crate) fn some_scopes(body: UuidValues) -> Draft<Vec<ScopeId>> {
    body.uuids.ok_or_else(|| Refusal::invalid("uuids", Rule::Required))
}

/// A template.
pub(crate) fn template(spec: &model::TraversalSpec) -> Template<'_> {
    Template {
        name: &spec.name,
        description: spec.description.as_deref(),
        root_adapter_kind_key: &spec.adapter_kind,
        root_resource_kind_key: &spec.resource_kind,
        adapter_instance_association: spec.instance_association,
    }
}
