// RUN: ag-opt %s -split-input-file -verify-diagnostics=only-expected

// expected-error@+1 {{'builtin.module' [cost-attribute] ag.cost belongs to a function}}
module attributes {ag.cost = {exact = true, flops = 1 : i64}} {}

// -----

// expected-error@+1 {{'func.func' [cost-attribute] expected {exact = true or false, flops = an i64 of 0 or more}, not "many"}}
func.func private @kind() attributes {ag.cost = "many"}

// -----

// expected-error@+1 {{'func.func' [cost-attribute] expected {exact = true or false, flops = an i64 of 0 or more}, not {flops = 1 : i64}}}
func.func private @missing() attributes {ag.cost = {flops = 1 : i64}}

// -----

// expected-error@+1 {{'func.func' [cost-attribute] expected {exact = true or false, flops = an i64 of 0 or more}, not {bytes = 1 : i64, exact = true, flops = 1 : i64}}}
func.func private @other() attributes {ag.cost = {bytes = 1 : i64, exact = true, flops = 1 : i64}}

// -----

// expected-error@+1 {{'func.func' [cost-attribute] expected {exact = true or false, flops = an i64 of 0 or more}, not {exact = true, flops = -1 : i64}}}
func.func private @negative() attributes {ag.cost = {exact = true, flops = -1 : i64}}

// -----

// expected-error@+1 {{'func.func' [cost-attribute] expected {exact = true or false, flops = an i64 of 0 or more}, not {exact = true, flops = 1 : i32}}}
func.func private @width() attributes {ag.cost = {exact = true, flops = 1 : i32}}

// -----

// expected-error@+1 {{'llvm.func' [cost-attribute] expected {exact = true or false, flops = an i64 of 0 or more}, not {exact = 1 : i64, flops = 1 : i64}}}
llvm.func @lowered() attributes {ag.cost = {exact = 1 : i64, flops = 1 : i64}}
