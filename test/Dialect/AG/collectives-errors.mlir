// RUN: ag-opt %s -split-input-file -verify-diagnostics=only-expected

func.func @alone(%x: tensor<4xf32>) {
  // expected-error@+1 {{'ag.all_reduce' [mesh] stands in no module with ag.mesh}}
  %0 = ag.all_reduce sum ["tp"] %x : tensor<4xf32>
  return
}

// -----

func.func @nowhere() {
  // expected-error@+1 {{'ag.mesh_index' [mesh] stands in no module with ag.mesh}}
  %0 = ag.mesh_index ["tp"] : index
  return
}

// -----

module attributes {ag.mesh = #ag.mesh<a = 2>} {
  func.func @op1(%x: tensor<4xf32>, %y: tensor<4x8xf32>, %b: tensor<4xi1>) {
    // expected-error@+1 {{'ag.all_reduce' [mesh] ["b"] are no axes of #ag.mesh<a = 2>, each named once}}
    %0 = ag.all_reduce sum ["b"] %x : tensor<4xf32>
    return
  }
  func.func @op2(%x: tensor<4xf32>, %y: tensor<4x8xf32>, %b: tensor<4xi1>) {
    // expected-error@+1 {{'ag.mesh_index' [mesh] ["a", "a"] are no axes of #ag.mesh<a = 2>, each named once}}
    %1 = ag.mesh_index ["a", "a"] : index
    return
  }
  func.func @op3(%x: tensor<4xf32>, %y: tensor<4x8xf32>, %b: tensor<4xi1>) {
    // expected-error@+1 {{'ag.all_gather' [blocks] result 0 is 'tensor<7xf32>', which a block 'tensor<4xf32>' does not become on 2 ranks}}
    %2 = ag.all_gather ["a"] %x [0] : tensor<4xf32> -> tensor<7xf32>
    return
  }
  func.func @op4(%x: tensor<4xf32>, %y: tensor<4x8xf32>, %b: tensor<4xi1>) {
    // expected-error@+1 {{'ag.all_gather' [dims] dimension 1 of 'tensor<4xf32>'}}
    %3 = ag.all_gather ["a"] %x [1] : tensor<4xf32> -> tensor<8xf32>
    return
  }
  func.func @op5(%x: tensor<4xf32>, %y: tensor<4x8xf32>, %b: tensor<4xi1>) {
    // expected-error@+1 {{'ag.reduce_scatter' [dims] 2 dimensions for 1 operands}}
    %4 = ag.reduce_scatter sum ["a"] %x [0, 0] : tensor<4xf32> -> tensor<2xf32>
    return
  }
  func.func @op6(%x: tensor<4xf32>, %y: tensor<4x8xf32>, %b: tensor<4xi1>) {
    // expected-error@+1 {{'ag.all_to_all' [dims] from dimension 1 to the same}}
    %5 = ag.all_to_all ["a"] %y [1] to [1] : tensor<4x8xf32> -> tensor<4x8xf32>
    return
  }
  func.func @op7(%x: tensor<4xf32>, %y: tensor<4x8xf32>, %b: tensor<4xi1>) {
    // expected-error@+1 {{'ag.collective_permute' [places] [0, 0] does not name each of 2 ranks once}}
    %6 = ag.collective_permute ["a"] %x from [0, 0] : tensor<4xf32>
    return
  }
  func.func @op8(%x: tensor<4xf32>, %y: tensor<4x8xf32>, %b: tensor<4xi1>) {
    // expected-error@+1 {{'ag.all_reduce' [elements] there is no sum of 'tensor<4xi1>' over ranks}}
    %7 = ag.all_reduce sum ["a"] %b : tensor<4xi1>
    return
  }
  func.func @op9(%x: tensor<4xf32>, %y: tensor<4x8xf32>, %b: tensor<4xi1>) {
    // expected-error@+1 {{'ag.all_reduce' [blocks] 0 operands make 0 results; expected as many, and any}}
    "ag.all_reduce"() {axes = ["a"], kind = 0 : i32} : () -> ()
    return
  }
  func.func @op21(%x: tensor<4xf32>, %y: tensor<4x8xf32>, %b: tensor<4xi1>) {
    // expected-error@+1 {{'ag.all_gather' [mesh] ["b"] are no axes of #ag.mesh<a = 2>, each named once}}
    %0 = ag.all_gather ["b"] %x [0] : tensor<4xf32> -> tensor<8xf32>
    return
  }
  func.func @op22(%x: tensor<4xf32>, %y: tensor<4x8xf32>, %b: tensor<4xi1>) {
    // expected-error@+1 {{'ag.all_to_all' [mesh] ["b"] are no axes of #ag.mesh<a = 2>, each named once}}
    %0 = ag.all_to_all ["b"] %y [0] to [1] : tensor<4x8xf32> -> tensor<8x4xf32>
    return
  }
  func.func @op23(%x: tensor<4xf32>, %y: tensor<4x8xf32>, %b: tensor<4xi1>) {
    // expected-error@+1 {{'ag.collective_permute' [mesh] ["b"] are no axes of #ag.mesh<a = 2>, each named once}}
    %0 = ag.collective_permute ["b"] %x from [1, 0] : tensor<4xf32>
    return
  }
  func.func @op24(%x: tensor<4xf32>, %y: tensor<4x8xf32>, %b: tensor<4xi1>) {
    // expected-error@+1 {{'ag.reduce_scatter' [mesh] ["b"] are no axes of #ag.mesh<a = 2>, each named once}}
    %0 = ag.reduce_scatter sum ["b"] %x [0] : tensor<4xf32> -> tensor<2xf32>
    return
  }
  func.func @op25(%x: tensor<4xf32>, %y: tensor<4x8xf32>, %b: tensor<4xi1>) {
    // expected-error@+1 {{'ag.to_partial' [mesh] ["b"] are no axes of #ag.mesh<a = 2>, each named once}}
    %0 = ag.to_partial sum ["b"] %x : tensor<4xf32>
    return
  }
  func.func @op26(%x: tensor<4xf32>, %y: tensor<4x8xf32>, %b: tensor<4xi1>) {
    // expected-error@+1 {{'ag.all_to_all' [blocks] result 0 is 'tensor<8x8xf32>'}}
    %0 = ag.all_to_all ["a"] %y [0] to [1] : tensor<4x8xf32> -> tensor<8x8xf32>
    return
  }
  func.func @op27(%x: tensor<4xf32>, %y: tensor<4x8xf32>, %b: tensor<4xi1>) {
    // expected-error@+1 {{'ag.reduce_scatter' [blocks] result 0 is 'tensor<2xf64>'}}
    %0 = ag.reduce_scatter sum ["a"] %x [0] : tensor<4xf32> -> tensor<2xf64>
    return
  }
  func.func @op28(%x: tensor<4xf32>, %y: tensor<4x8xf32>, %b: tensor<4xi1>) {
    // expected-error@+1 {{'ag.collective_permute' [blocks] 0 operands make 0 results}}
    "ag.collective_permute"() {axes = ["a"], from = array<i64: 1, 0>} : () -> ()
    return
  }
  func.func @op29(%x: tensor<4xf32>, %y: tensor<4x8xf32>, %b: tensor<4xi1>) {
    // expected-error@+1 {{'ag.to_partial' [blocks] 0 operands make 0 results}}
    "ag.to_partial"() {axes = ["a"], kind = 0 : i32} : () -> ()
    return
  }
  func.func @op30(%x: tensor<4xf32>, %y: tensor<4x8xf32>, %b: tensor<4xi1>) {
    // expected-error@+1 {{'ag.reduce_scatter' [elements] there is no max of 'tensor<4xi1>' over ranks}}
    %0 = ag.reduce_scatter max ["a"] %b [0] : tensor<4xi1> -> tensor<2xi1>
    return
  }
  func.func @op31(%x: tensor<4xf32>, %y: tensor<4x8xf32>, %b: tensor<4xi1>) {
    // expected-error@+1 {{'ag.to_partial' [elements] there is no min of 'tensor<4xi1>' over ranks}}
    %0 = ag.to_partial min ["a"] %b : tensor<4xi1>
    return
  }
}
