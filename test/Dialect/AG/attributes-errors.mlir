// RUN: ag-opt %s -split-input-file -verify-diagnostics=only-expected

// expected-error@+1 {{'func.func' [dims-attribute] argument 0 of type 'tensor<?xf32>' has ["n", 3], expected an identifier for each '?' and the number of each static dimension}}
func.func @dims(%x: tensor<?xf32> {ag.dims = ["n", 3]}) {
  return
}

// -----

// expected-error@+1 {{'func.func' [ranges-attribute] "n" is [3, 2], expected [least, greatest] with 0 <= least <= greatest}}
func.func @ranges() attributes {ag.ranges = {n = [3, 2]}} {
  return
}

// -----

func.func @message(%c: i1, %i: index) {
  // expected-error@+1 {{'ag.require' [message] "at {1}" names a value that is not there; there are 1}}
  ag.require %c, "at {1}" (%i)
  return
}

// -----

func.func @message_of_no_number(%c: i1, %i: index) {
  // expected-error@+1 {{'ag.require' [message] "at {0}, {0x}" names a value that is not there; there are 1}}
  ag.require %c, "at {0}, {0x}" (%i)
  return
}

// -----

// expected-error@+1 {{'builtin.module' [target-attribute] expected a dictionary, not "cpu"}}
module attributes {ag.target = "cpu"} {}

// -----

// expected-error@+1 {{'func.func' [target-attribute] ag.target belongs to a module}}
func.func private @target() attributes {ag.target = {kind = "cpu"}}

// -----

// expected-error@+1 {{'builtin.module' [target-attribute] has no field kind, as in kind = "cpu"}}
module attributes {ag.target = {march = "x86-64-v3"}} {}

// -----

// expected-error@+1 {{'builtin.module' [target-attribute] has features, but no march that they belong to}}
module attributes {ag.target = {kind = "cpu", features = ["+avx2"]}} {}

// -----

// expected-error@+1 {{'builtin.module' [target-attribute] the field "march" is 3 : i64, expected a name}}
module attributes {ag.target = {kind = "cpu", march = 3}} {}

// -----

// expected-error@+1 {{'builtin.module' [target-attribute] the field "features" is ["avx2"], expected a list of names, each behind + or -}}
module attributes {ag.target = {kind = "cpu", march = "x86-64-v3", features = ["avx2"]}} {}

// -----

// expected-error@+1 {{'builtin.module' [target-attribute] the field "threads" is 0 : i64, expected an i64 of 1 or more}}
module attributes {ag.target = {kind = "cpu", threads = 0}} {}

// -----

// expected-error@+1 {{'builtin.module' [target-attribute] the field "threads" is 2 : i8, expected an i64 of 1 or more}}
module attributes {ag.target = {kind = "cpu", threads = 2 : i8}} {}

// -----

// expected-error@+1 {{'builtin.module' [target-attribute] the field "caches" is array<i64: 49152, 1024, 2097152>, expected an array of three i64: bytes of L1, of L2, and of the last cache, each from 4096 on, at most 2^40, and no less than the one before}}
module attributes {ag.target = {kind = "cpu", march = "znver4", caches = array<i64: 49152, 1024, 2097152>}} {}

// -----

// expected-error@+1 {{'builtin.module' [target-attribute] the field "caches" is array<i64: 49152, 2097152>, expected an array of three}}
module attributes {ag.target = {kind = "cpu", march = "znver4", caches = array<i64: 49152, 2097152>}} {}

// -----

// expected-error@+1 {{'builtin.module' [target-attribute] the field "caches" is 49152 : i64, expected an array of three}}
module attributes {ag.target = {kind = "cpu", march = "znver4", caches = 49152}} {}

// -----

// expected-error@+1 {{'builtin.module' [target-attribute] has caches, but no march that they belong to}}
module attributes {ag.target = {kind = "cpu", caches = array<i64: 49152, 2097152, 2097152>}} {}

// -----

// expected-error@+1 {{'builtin.module' [target-attribute] the field "cores" is 2 : i64, expected none of that name, but kind, march, features, caches or threads}}
module attributes {ag.target = {kind = "cpu", cores = 2}} {}

// -----

// expected-error@+1 {{'func.func' [original-name-attribute] ag.original_name is "", expected a string that is not empty}}
func.func private @original_name(tensor<4xf32> {ag.original_name = ""})

// -----

// expected-error@+1 {{'func.func' [original-name-attribute] ag.original_name is 1 : i64, expected a string that is not empty}}
func.func private @original_name() -> (tensor<4xf32> {ag.original_name = 1})

// -----

// expected-error@+1 {{'func.func' [original-name-attribute] ag.original_name belongs to an argument or a result of a function}}
func.func private @original_name() attributes {ag.original_name = "x.1"}
