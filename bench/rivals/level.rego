# The rules that give a task its level in policies/default.yaml, as Rego.
package guildhall

import rego.v1

points := {
	"environment": {"local": 0, "dev": 1, "test": 1, "staging": 5, "production": 10},
	"reversibility": {"full": 0, "automated": 3, "complex": 7, "irreversible": 10},
	"data": {"public": 0, "test": 3, "internal": 7, "pii": 10, "phi": 10, "financial": 10},
	"impactScope": {"component": 1, "service": 3, "multi-service": 6, "system-wide": 8, "multi-region": 10},
	"customerImpact": {"none": 0, "internal": 3, "segment": 7, "all": 10},
}

bands := [
	{"upTo": 5, "level": 0},
	{"upTo": 20, "level": 2},
	{"upTo": 35, "level": 3},
	{"upTo": 50, "level": 4},
]

score := sum([
	points.environment[input.environment],
	points.reversibility[input.reversibility],
	max({0} | {worth | some kind in input.data; worth := points.data[kind]}),
	points.impactScope[input.impactScope],
	points.customerImpact[input.customerImpact],
])

band := min({each.level | some each in bands; score <= each.upTo})

production if input.environment == "production"

regulated if {
	some kind in input.data
	kind in {"pii", "phi", "financial"}
}

isolated_staging if {
	input.environment == "staging"
	not regulated
	not "internal" in input.data
	input.customerImpact == "none"
	input.impactScope in {"component", "service"}
	input.reversibility in {"full", "automated"}
}

# F1
floors contains 2 if {
	production
	not input.readOnly
}

# F2
floors contains 2 if {
	input.critical
	not production
}

floors contains 3 if {
	input.critical
	production
}

# F3
floors contains 3 if regulated

# F4
floors contains 2 if {
	production
	input.operation in {"deployment", "configuration-change", "standard-operation"}
}

floors contains 3 if {
	production
	input.operation in {"database-migration", "security-operation", "incident-response", "payment-processing"}
}

floors contains 3 if {
	production
	input.operation == "infrastructure-change"
	input.critical
}

floors contains 4 if {
	production
	input.operation in {"architecture-change", "multi-region-deployment", "compliance-operation"}
}

# F5
floors contains 4 if {
	production
	input.operation == "deployment"
	input.impactScope == "multi-region"
}

# F6
floors contains 1 if {
	input.environment == "staging"
	not isolated_staging
}

# F7
floors contains 1 if {
	production
	input.readOnly
}

harmless if {
	input.readOnly
	not regulated
	not input.critical
	input.customerImpact == "none"
}

# C1
caps contains 1 if {
	harmless
	input.environment in {"staging", "production"}
}

caps contains 0 if {
	harmless
	not input.environment in {"staging", "production"}
}

# C2
caps contains 0 if isolated_staging

level := max(floors | {min(caps | {band})})
