// Programs for which no plan can be carried out, and invalid attributes.
// RUN: ag-opt --ag-partition --split-input-file --verify-diagnostics %s

module attributes {ag.planned_mesh = #ag.mesh<x = 2>} {
  func.func private @called(%x: tensor<4xf32>) -> tensor<4xf32> {
    return %x : tensor<4xf32>
  }
  func.func @calls(%x: tensor<4xf32>) -> tensor<4xf32> {
    // expected-error@+1 {{is a call of what has a plan of its own; expected it to be inlined (--inline)}}
    %y = call @called(%x) : (tensor<4xf32>) -> tensor<4xf32>
    return %y : tensor<4xf32>
  }
}

// -----

module attributes {ag.planned_mesh = #ag.mesh<x = 2>} {
  // expected-error@+1 {{has branches between blocks; expected loops and choices of scf (--lift-cf-to-scf)}}
  func.func @branches(%x: tensor<4xf32>, %c: i1) -> tensor<4xf32> {
    cf.cond_br %c, ^a, ^b
  ^a:
    return %x : tensor<4xf32>
  ^b:
    return %x : tensor<4xf32>
  }
}

// -----

module attributes {ag.planned_mesh = #ag.mesh<x = 2>} {
  // expected-error@+1 {{a 'tensor<9223372036854775807x4xf32>' can't be shared among ranks: a storage of 2^63 elements or more}}
  func.func @large(%x: tensor<9223372036854775807x4xf32> {ag.planned = #ag.sharding<[["x"], []], [9223372036854775807, 4]>}) {
    return
  }
}

// -----

module attributes {ag.planned_mesh = #ag.mesh<x = 2>} {
  func.func @parameters() -> (tensor<4xf32>, tensor<4xf32>) {
    %a = ag.parameter "w" {ag.planned = #ag.sharding<[["x"]], [4]>} : tensor<4xf32>
    // expected-error@+1 {{is planned otherwise than a parameter of the same name}}
    %b = ag.parameter "w" : tensor<4xf32>
    return %a, %b : tensor<4xf32>, tensor<4xf32>
  }
}

// -----

// expected-error@+1 {{is the program of one rank already}}
module attributes {ag.mesh = #ag.mesh<x = 2>, ag.planned_mesh = #ag.mesh<x = 2>} {
}

// -----

// expected-error@+1 {{'builtin.module' [plan-attribute] ag.planned_mesh is 4 : i64, expected an #ag.mesh, on a module}}
module attributes {ag.planned_mesh = 4} {
}

// -----

// expected-error@+1 {{'func.func' [plan-attribute] ag.planned is "x", expected an #ag.sharding, or a list of such}}
func.func @planned(%x: tensor<4xf32> {ag.planned = "x"}) {
  return
}
