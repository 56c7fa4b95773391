// RUN: ag-opt %s -split-input-file -verify-diagnostics=only-expected

// expected-error@+1 {{two axes 'dp'}}
module attributes {ag.mesh = #ag.mesh<dp = 2, dp = 4>} {}

// -----

// expected-error@+1 {{axis 'dp' has the size 0; expected 1 or more}}
module attributes {ag.mesh = #ag.mesh<dp = 0>} {}

// -----

// expected-error@+1 {{a mesh of more than 65536 ranks}}
module attributes {ag.mesh = #ag.mesh<dp = 65536, tp = 2>} {}

// -----

// expected-error@+1 {{'builtin.module' [mesh-attribute] ag.mesh is 4 : i64, expected an #ag.mesh, on a module}}
module attributes {ag.mesh = 4 : i64} {}

// -----

// expected-error@+1 {{1 lists of axes for 2 sizes}}
func.func @ranks(%x: tensor<4xf32> {ag.sharding = #ag.sharding<[[]], [4, 4]>})

// -----

// expected-error@+1 {{"a" is no axis, or one in two places}}
func.func @twice(%x: tensor<4x4xf32> {ag.sharding = #ag.sharding<[["a"], ["a"]], [4, 4]>})

// -----

// expected-error@+1 {{expected what is partial along which axes}}
func.func @partial(%x: tensor<4xf32> {ag.sharding = #ag.sharding<[[]], [4], sum []>})

// -----

// expected-error@+1 {{'func.func' [sharding-attribute] ag.sharding is #ag.sharding<[["a"]], [4]> on 'tensor<2xf32>', expected an #ag.sharding, on a ranked tensor, in a module with ag.mesh}}
func.func @no_mesh(%x: tensor<2xf32> {ag.sharding = #ag.sharding<[["a"]], [4]>}) { return }

// -----

module attributes {ag.mesh = #ag.mesh<a = 2>} {
  // expected-error@+1 {{'func.func' [sharding-attribute] ag.sharding of 'tensor<2xf32>' does not fit in dimension 0: #ag.sharding<[["a"]], [5]>}}
  func.func @small(%x: tensor<2xf32> {ag.sharding = #ag.sharding<[["a"]], [5]>}) { return }
  // expected-error@+1 {{'func.func' [sharding-attribute] ag.sharding of 'tensor<2xf32>' has axes that the mesh has not}}
  func.func @axes(%x: tensor<2xf32> {ag.sharding = #ag.sharding<[["b"]], [4]>}) { return }
  // expected-error@+1 {{is partial, which nothing is that functions take or give}}
  func.func @sum(%x: tensor<2xf32>) -> (tensor<2xf32> {ag.sharding = #ag.sharding<[[]], [2], sum ["a"]>}) { return %x : tensor<2xf32> }
}

// -----

module attributes {ag.mesh = #ag.mesh<a = 2>} {
  func.func @parameter() {
    // expected-error@+1 {{'ag.parameter' [sharding-attribute] ag.sharding of 'tensor<2xf32>' does not fit in dimension 0: #ag.sharding<[["a"]], [5]>}}
    %w = ag.parameter "w" {ag.sharding = #ag.sharding<[["a"]], [5]>} : tensor<2xf32>
    return
  }
  func.func @elsewhere() {
    // expected-error@+1 {{'arith.constant' [sharding-attribute] ag.sharding belongs to a parameter, or to what a function takes or gives}}
    %c = arith.constant {ag.sharding = #ag.sharding<[["a"]], [4]>} dense<0.0> : tensor<2xf32>
    return
  }
}

// -----

// expected-error@+1 {{a size is negative}}
func.func @negative(%x: tensor<4xf32> {ag.sharding = #ag.sharding<[[]], [-4]>})

// -----

// expected-error@+1 {{1 : i64 is no list of axes}}
func.func @no_list(%x: tensor<4xf32> {ag.sharding = #ag.sharding<[1], [4]>})

// -----

// expected-error@+1 {{expected sum, prod, max or min}}
func.func @kind(%x: tensor<4xf32> {ag.sharding = #ag.sharding<[[]], [4], mean ["a"]>})
