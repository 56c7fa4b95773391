// Plans that cannot be carried out.
// RUN: ag-opt --ag-partition --split-input-file --verify-diagnostics %s

module attributes {ag.planned_mesh = #ag.mesh<x = 2>} {
  func.func @axis(%x: tensor<4xf32>) -> tensor<4xf32> {
    // expected-error@+1 {{has axes in its plan that #ag.mesh<x = 2> does not have}}
    %y = ag.exp %x {ag.strategy = #ag.strategy<[["y"]], []>} : tensor<4xf32>
    return %y : tensor<4xf32>
  }
}

// -----

module attributes {ag.planned_mesh = #ag.mesh<x = 2>} {
  func.func @loops(%x: tensor<4xf32>) -> tensor<4xf32> {
    // expected-error@+1 {{which it can't do: this is of 2 loops and 0 groups; expected 1 and 0}}
    %y = ag.exp %x {ag.strategy = #ag.strategy<[["x"], []], []>} : tensor<4xf32>
    return %y : tensor<4xf32>
  }
}

// -----

// A partial maximum passes through a maximum; a partial sum does not.
module attributes {ag.planned_mesh = #ag.mesh<x = 2, y = 2>} {
  func.func @mixed(%x: tensor<4x6xf32>) -> tensor<6xf32> {
    // expected-error@+1 {{which it can't do: this is of 2 loops and 2 groups; expected 2 and 1}}
    %y = ag.reduce max %x [0] {ag.strategy = #ag.strategy<[[], ["x"]], [["y"], []]>} : tensor<4x6xf32> -> tensor<6xf32>
    return %y : tensor<6xf32>
  }
}

// -----

// A rank needs the whole operand of a window.
module attributes {ag.planned_mesh = #ag.mesh<x = 2>} {
  func.func @window(%x: tensor<8xf32>, %w: tensor<3xf32>) -> tensor<6xf32> {
    // expected-error@+1 {{which it can't do: all of loop 0 is needed at once}}
    %y = ag.contract "(y+u),u->y" %x, %w {ag.strategy = #ag.strategy<[["x"], []], []>}
      : tensor<8xf32>, tensor<3xf32> -> tensor<6xf32>
    return %y : tensor<6xf32>
  }
}

// -----

// Elements that depend on the previous one are computed in order.
#map = affine_map<(d0) -> (d0)>
#none = affine_map<(d0) -> ()>
module attributes {ag.planned_mesh = #ag.mesh<x = 2>} {
  func.func @scan(%x: tensor<4xi32>, %y: tensor<4xi32>, %s: tensor<i32>) -> (tensor<4xi32>, tensor<i32>) {
    // expected-error@+1 {{which it can't do: all of loop 0 is needed at once}}
    %r:2 = linalg.generic {indexing_maps = [#map, #map, #none], iterator_types = ["reduction"]}
        ins(%x : tensor<4xi32>) outs(%y, %s : tensor<4xi32>, tensor<i32>)
        attrs = {ag.strategy = #ag.strategy<[["x"]], []>} {
    ^bb0(%in: i32, %out: i32, %sum: i32):
      %a = arith.addi %sum, %in : i32
      linalg.yield %a, %a : i32, i32
    } -> (tensor<4xi32>, tensor<i32>)
    return %r#0, %r#1 : tensor<4xi32>, tensor<i32>
  }
}

// -----

module attributes {ag.planned_mesh = #ag.mesh<x = 2>} {
  // expected-error@+1 {{takes argument 0 partial, which callers don't give}}
  func.func @given(%x: tensor<4xf32> {ag.planned = #ag.sharding<[[]], [4], sum ["x"]>}) -> tensor<4xf32> {
    return %x : tensor<4xf32>
  }
}

// -----

module attributes {ag.planned_mesh = #ag.mesh<x = 2>} {
  // expected-error@+1 {{gives result 0 as [{}], but it takes over argument 0, which is [{x}]}}
  func.func @state(%x: tensor<4xf32> {ag.planned = #ag.sharding<[["x"]], [4]>}) -> (tensor<4xf32> {ag.alias = 0}) {
    return %x : tensor<4xf32>
  }
}

// -----

module attributes {ag.planned_mesh = #ag.mesh<x = 2>} {
  func.func @rule(%x: tensor<4xf32>) -> tensor<4xf32> {
    // expected-error@+1 {{has ag.strategy, but no sharding rule}}
    %y = bufferization.alloc_tensor() copy(%x) {ag.strategy = #ag.strategy<[["x"]], []>} : tensor<4xf32>
    return %y : tensor<4xf32>
  }
}

// -----

module attributes {ag.planned_mesh = #ag.mesh<x = 2>} {
  func.func @carried(%x: tensor<4xf32>, %n: index) -> tensor<4xf32> {
    %zero = arith.constant 0 : index
    %one = arith.constant 1 : index
    %r = scf.for %i = %zero to %n step %one iter_args(%c = %x) -> (tensor<4xf32>) {
      // expected-error@+1 {{forwards operand 0 to values that are [{x}] and [{}]}}
      scf.yield %c : tensor<4xf32>
    } {ag.planned = [unit, #ag.sharding<[["x"]], [4]>, #ag.sharding<[[]], [4]>]}
    return %r : tensor<4xf32>
  }
}

// -----

// An add is not linear in a product: partial products do not pass through it.
module attributes {ag.planned_mesh = #ag.mesh<x = 2>} {
  func.func @added(%x: tensor<4xf32>, %k: tensor<i32>, %u: tensor<f32>) -> tensor<4xf32> {
    // expected-error@+1 {{which it can't do: this is of 1 loops and 4 groups; expected 1 and 1}}
    %y = ag.scatter 0 drop %x, %k, %u {ag.strategy = #ag.strategy<[[]], [[], ["x"], [], []]>} : tensor<4xf32>, tensor<i32>, tensor<f32> -> tensor<4xf32>
    return %y : tensor<4xf32>
  }
}
