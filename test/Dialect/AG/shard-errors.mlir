// RUN: ag-opt %s -split-input-file -verify-diagnostics=only-expected

func.func @rank(%x: tensor<4x4xf32>) {
  // expected-error@+1 {{'ag.shard' [pins] 1 dimensions are pinned of a 'tensor<4x4xf32>'}}
  %0 = ag.shard %x [["a"]] : tensor<4x4xf32>
  return
}

// -----

func.func @twice(%x: tensor<4x4xf32>) {
  // expected-error@+1 {{'ag.shard' [pins] "a" stands in two places}}
  %0 = ag.shard %x [["a"], ["b", "a"]] : tensor<4x4xf32>
  return
}

// -----

func.func @no_name(%x: tensor<4xf32>) {
  // expected-error@+1 {{'ag.shard' [pins] "" is no name of an axis}}
  %0 = ag.shard %x [[""]] : tensor<4xf32>
  return
}

// -----

func.func @no_list(%x: tensor<4xf32>) {
  // expected-error@+1 {{'ag.shard' [pins] "a" is no list of axes}}
  %0 = "ag.shard"(%x) {dims = ["a"]} : (tensor<4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @garbled(%x: tensor<4xf32>) {
  // expected-error@+1 {{invalid kind of attribute specified}}
  %0 = ag.shard %x ["a"] : tensor<4xf32>
  return
}

// -----

func.func @type(%x: tensor<4xf32>) {
  // expected-error@+1 {{'ag.shard' op inferred type(s) 'tensor<4xf32>' are incompatible with return type(s) of operation 'tensor<5xf32>'}}
  %0 = ag.shard %x [?] : tensor<4xf32> -> tensor<5xf32>
  return
}

// -----

// expected-error@+1 {{'func.func' [role-attribute] ag.role is "weights" of a 'tensor<4xf32>', expected "parameter", "state" or "data" of a ranked tensor}}
func.func @role(%x: tensor<4xf32> {ag.role = "weights"}) { return }

// -----

// expected-error@+1 {{'func.func' [role-attribute] ag.role is "state" of a 'f32'}}
func.func @scalar(%x: f32 {ag.role = "state"}) { return }

// -----

// expected-error@+1 {{axis 'dp' has no latency; expected seconds, 0 or more}}
module attributes {ag.mesh = #ag.mesh<dp = 2 over [-1.0, 1.0]>} {}

// -----

// expected-error@+1 {{expected floating point literal}}
module attributes {ag.mesh = #ag.mesh<dp = 2 over [fast]>} {}
