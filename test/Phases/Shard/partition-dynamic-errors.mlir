// A loop that is not known to divide evenly is not split.
// RUN: ag-opt --ag-partition --split-input-file --verify-diagnostics %s

module attributes {ag.planned_mesh = #ag.mesh<x = 2>} {
  func.func @loop(%x: tensor<?xf32>) -> tensor<?xf32> {
    // expected-error@+1 {{which it can't do: loop 0 is split, but not known to be a multiple of its parts}}
    %y = ag.exp %x {ag.strategy = #ag.strategy<[["x"]], []>} : tensor<?xf32>
    return %y : tensor<?xf32>
  }
}

// -----

// Half of a multiple is not known to be a multiple.
module attributes {ag.planned_mesh = #ag.mesh<x = 2, y = 2>} {
  func.func @more(%x: tensor<?xf32> {ag.planned = #ag.sharding<[["x"]], [?]>}) -> tensor<?xf32> {
    // expected-error@+1 {{which it can't do: loop 0 is split, but not known to be a multiple of its parts}}
    %y = ag.exp %x {ag.strategy = #ag.strategy<[["x", "y"]], []>} : tensor<?xf32>
    return %y : tensor<?xf32>
  }
}

// -----

// If the other operand were one longer, the blocks would have equal sizes.
module attributes {ag.planned_mesh = #ag.mesh<x = 2>} {
  func.func @other(%x: tensor<?xf32> {ag.planned = #ag.sharding<[["x"]], [?]>}, %y: tensor<?xf32>) -> tensor<?xf32> {
    // expected-error@+1 {{which it can't do: loop 0 is split, but not known to be a multiple of its parts}}
    %z = ag.add %x, %y {ag.strategy = #ag.strategy<[["x"]], []>} : tensor<?xf32>
    return %z : tensor<?xf32>
  }
}

// -----

module attributes {ag.planned_mesh = #ag.mesh<x = 2>} {
  // expected-error@+1 {{splits dimension 0 of a 'tensor<?xf32>', which is not known to be a multiple of its parts}}
  func.func @result(%x: tensor<?xf32> {ag.planned = #ag.sharding<[["x"]], [?]>}, %n: tensor<1xf32>)
      -> (tensor<?xf32> {ag.planned = #ag.sharding<[["x"]], [?]>}) {
    %y = ag.concat 0 %x, %n : tensor<?xf32>, tensor<1xf32> -> tensor<?xf32>
    return %y : tensor<?xf32>
  }
}

// -----

// Each iteration adds one element.
module attributes {ag.planned_mesh = #ag.mesh<x = 2>} {
  func.func @carried(%x: tensor<?xf32> {ag.planned = #ag.sharding<[["x"]], [?]>}, %n: tensor<1xf32>) -> tensor<?xf32> {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c3 = arith.constant 3 : index
    // expected-error@+1 {{splits dimension 0 of a 'tensor<?xf32>', which is not known to be a multiple of its parts}}
    %r = scf.for %i = %c0 to %c3 step %c1 iter_args(%c = %x) -> (tensor<?xf32>) {
      %d = ag.concat 0 %c, %n : tensor<?xf32>, tensor<1xf32> -> tensor<?xf32>
      scf.yield %d : tensor<?xf32>
    } {ag.planned = [unit, #ag.sharding<[["x"]], [?]>, #ag.sharding<[["x"]], [?]>]}
    return %r : tensor<?xf32>
  }
}

// -----

// An index argument is not the size of a tensor argument.
module attributes {ag.planned_mesh = #ag.mesh<x = 2>} {
  func.func @number(%n: index) -> tensor<?xf32> {
    // expected-error@+1 {{which it can't do: loop 0 is split, but not known to be a multiple of its parts}}
    %y = ag.iota 0 (%n) {ag.strategy = #ag.strategy<[["x"]], []>} : tensor<?xf32>
    return %y : tensor<?xf32>
  }
}

// -----

// The static side of a cast is padded for another op, the other side is not.
module attributes {ag.planned_mesh = #ag.mesh<x = 2, y = 2>} {
  func.func @padded(%x: tensor<6xf32>) -> tensor<?xf32> {
    %e = ag.exp %x {ag.strategy = #ag.strategy<[["x", "y"]], []>} : tensor<6xf32>
    // expected-error@+1 {{splits dimension 0 of a 'tensor<6xf32>', of which other ops need blocks that are padded}}
    %y = tensor.cast %e {ag.strategy = #ag.strategy<[["x"]], [[], [], [], []]>} : tensor<6xf32> to tensor<?xf32>
    return %y : tensor<?xf32>
  }
}
