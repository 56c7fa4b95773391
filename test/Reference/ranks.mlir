// The program of a rank, interpreted on all ranks, computes what the whole does.
// RUN: split-file %s %t
// RUN: ag-run %t/ranks.mlir --entry=tensor_parallel --input=randn:1 --weights=randn:2 --same-as=%t/whole.mlir
// RUN: ag-run %t/ranks.mlir --entry=gathered --input=randn:1 --same-as=%t/whole.mlir
// RUN: ag-run %t/ranks.mlir --entry=scattered --input=randn:1 --same-as=%t/whole.mlir
// RUN: ag-run %t/ranks.mlir --entry=exchanged --input=randn:1 --same-as=%t/whole.mlir
// RUN: ag-run %t/ranks.mlir --entry=permuted --input=randn:1 --same-as=%t/whole.mlir
// RUN: ag-run %t/ranks.mlir --entry=partial --input=randn:1 --same-as=%t/whole.mlir
// RUN: ag-run %t/ranks.mlir --entry=turns --input=randn:1 --same-as=%t/whole.mlir
// RUN: ag-run %t/ranks.mlir --entry=uneven --input=randn:1 --same-as=%t/whole.mlir
// RUN: ag-run %t/ranks.mlir --entry=sizes --dim=n=8 --input=randn:1 --same-as=%t/whole.mlir
// RUN: ag-run %t/ranks.mlir --entry=sizes --dim=n=0 --input=randn:1 --same-as=%t/whole.mlir
// RUN: not ag-run %t/ranks.mlir --entry=sizes --dim=n=6 --input=randn:1 2>&1 | FileCheck %s --check-prefix=MULTIPLE

// MULTIPLE: error: argument 0: n is 6, no multiple of 4 (dp, tp){{$}}

//--- ranks.mlir
module attributes {ag.mesh = #ag.mesh<dp = 2, tp = 2>} {
  func.func @tensor_parallel(%x: tensor<2x6xf32> {ag.sharding = #ag.sharding<[["dp"], []], [4, 6]>}, %v: tensor<4x6xf32> {ag.sharding = #ag.sharding<[["tp"], []], [8, 6]>}) -> (tensor<2x6xf32> {ag.sharding = #ag.sharding<[["dp"], []], [4, 6]>}) {
    %w = ag.parameter "w" {ag.sharding = #ag.sharding<[[], ["tp"]], [6, 8]>} : tensor<6x4xf32>
    %0 = ag.contract "bi,io->bo" %x, %w : tensor<2x6xf32>, tensor<6x4xf32> -> tensor<2x4xf32>
    %1 = ag.tanh %0 : tensor<2x4xf32>
    %2 = ag.contract "bi,io->bo" %1, %v : tensor<2x4xf32>, tensor<4x6xf32> -> tensor<2x6xf32>
    %3 = ag.to_partial sum ["tp"] %x : tensor<2x6xf32>
    %4 = ag.add %2, %3 : tensor<2x6xf32>
    %5 = ag.all_reduce sum ["tp"] %4 : tensor<2x6xf32>
    return %5 : tensor<2x6xf32>
  }
  func.func @gathered(%x: tensor<1x3xf32> {ag.sharding = #ag.sharding<[["tp", "dp"], []], [4, 3]>}, %y: tensor<3x2xi32> {ag.sharding = #ag.sharding<[[], ["tp", "dp"]], [3, 8]>}) -> (tensor<4x3xf32> {ag.sharding = #ag.sharding<[[], []], [4, 3]>}, tensor<3x8xi32>) {
    %0:2 = ag.all_gather ["tp", "dp"] %x, %y [0, 1] : tensor<1x3xf32>, tensor<3x2xi32> -> tensor<4x3xf32>, tensor<3x8xi32>
    return %0#0, %0#1 : tensor<4x3xf32>, tensor<3x8xi32>
  }
  func.func @scattered(%x: tensor<2x8xi32> {ag.sharding = #ag.sharding<[["dp"], []], [4, 8]>}) -> (tensor<4xi32> {ag.sharding = #ag.sharding<[["dp"]], [8]>}, tensor<8xi32>, tensor<4xi32> {ag.sharding = #ag.sharding<[["dp"]], [8]>}) {
    %0 = ag.reduce sum %x [0] : tensor<2x8xi32> -> tensor<8xi32>
    %1 = ag.reduce_scatter sum ["dp"] %0 [0] : tensor<8xi32> -> tensor<4xi32>
    %2 = ag.reduce max %x [0] : tensor<2x8xi32> -> tensor<8xi32>
    %3 = ag.all_reduce max ["dp"] %2 : tensor<8xi32>
    %4 = ag.reduce prod %x [0] : tensor<2x8xi32> -> tensor<8xi32>
    %5 = ag.reduce_scatter prod ["dp"] %4 [0] : tensor<8xi32> -> tensor<4xi32>
    return %1, %3, %5 : tensor<4xi32>, tensor<8xi32>, tensor<4xi32>
  }
  func.func @exchanged(%x: tensor<2x4x8xf32> {ag.sharding = #ag.sharding<[["tp"], [], []], [4, 4, 8]>}) -> (tensor<4x4x4xf32> {ag.sharding = #ag.sharding<[[], [], ["tp"]], [4, 4, 8]>}) {
    %0 = ag.all_to_all ["tp"] %x [0] to [2] : tensor<2x4x8xf32> -> tensor<4x4x4xf32>
    return %0 : tensor<4x4x4xf32>
  }
  // A dimension split by dp and then tp becomes one split by tp and then dp.
  func.func @permuted(%x: tensor<2xf32> {ag.sharding = #ag.sharding<[["dp", "tp"]], [8]>}) -> (tensor<2xf32> {ag.sharding = #ag.sharding<[["tp", "dp"]], [8]>}) {
    %0 = ag.collective_permute ["dp", "tp"] %x from [0, 2, 1, 3] : tensor<2xf32>
    return %0 : tensor<2xf32>
  }
  func.func @partial(%x: tensor<4xf32>, %u: tensor<4xui8>) -> (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xui8>, tensor<4xui8>) {
    %0 = ag.to_partial sum ["dp", "tp"] %x : tensor<4xf32>
    %1 = ag.all_reduce sum ["dp", "tp"] %0 : tensor<4xf32>
    %2 = ag.to_partial min ["tp"] %x : tensor<4xf32>
    %3 = ag.all_reduce min ["tp"] %2 : tensor<4xf32>
    %4 = ag.to_partial prod ["dp", "tp"] %x : tensor<4xf32>
    %5 = ag.all_reduce prod ["dp", "tp"] %4 : tensor<4xf32>
    %6 = ag.to_partial sum ["dp"] %u : tensor<4xui8>
    %7 = ag.all_reduce sum ["dp"] %6 : tensor<4xui8>
    %8 = ag.to_partial prod ["dp", "tp"] %u : tensor<4xui8>
    %9 = ag.all_reduce prod ["dp", "tp"] %8 : tensor<4xui8>
    return %1, %3, %5, %7, %9 : tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xui8>, tensor<4xui8>
  }
  func.func @turns(%x: tensor<2xf32> {ag.sharding = #ag.sharding<[["tp"]], [4]>}) -> (tensor<2xf32> {ag.sharding = #ag.sharding<[["tp"]], [4]>}) {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c3 = arith.constant 3 : index
    %r = scf.for %i = %c0 to %c3 step %c1 iter_args(%a = %x) -> tensor<2xf32> {
      %0 = ag.reduce sum %a [0] : tensor<2xf32> -> tensor<f32>
      %1 = ag.all_reduce sum ["tp"] %0 : tensor<f32>
      %2 = ag.tanh %1 : tensor<f32>
      %3 = ag.broadcast %2 [] : tensor<f32> -> tensor<2xf32>
      %4 = ag.add %a, %3 : tensor<2xf32>
      scf.yield %4 : tensor<2xf32>
    }
    return %r : tensor<2xf32>
  }
  // The second block has one element beyond the whole tensor, which its index excludes.
  func.func @uneven(%x: tensor<3xf32> {ag.sharding = #ag.sharding<[["tp"]], [5]>}) -> (tensor<3xf32> {ag.sharding = #ag.sharding<[["tp"]], [5]>}, tensor<f32>) {
    %c3 = arith.constant 3 : index
    %i = ag.mesh_index ["tp"] : index
    %begin = arith.muli %i, %c3 : index
    %first = arith.index_cast %begin : index to i32
    %0 = tensor.from_elements %first : tensor<i32>
    %1 = ag.broadcast %0 [] : tensor<i32> -> tensor<3xi32>
    %2 = ag.iota 0 : tensor<3xi32>
    %place = ag.add %1, %2 : tensor<3xi32>
    %five = arith.constant dense<5> : tensor<3xi32>
    %inside = ag.compare lt %place, %five : tensor<3xi32>, tensor<3xi32> -> tensor<3xi1>
    %zero = arith.constant dense<0.0> : tensor<3xf32>
    %4 = ag.select %inside, %x, %zero : tensor<3xi1>, tensor<3xf32>, tensor<3xf32> -> tensor<3xf32>
    %5 = ag.reduce sum %4 [0] : tensor<3xf32> -> tensor<f32>
    %6 = ag.all_reduce sum ["tp"] %5 : tensor<f32>
    %7 = ag.exp %x : tensor<3xf32>
    return %7, %6 : tensor<3xf32>, tensor<f32>
  }
  func.func @sizes(%x: tensor<?xf32> {ag.dims = ["n"], ag.sharding = #ag.sharding<[["dp", "tp"]], [?]>}) -> (tensor<?xf32> {ag.sharding = #ag.sharding<[["dp"]], [?]>}) {
    %0 = ag.all_gather ["tp"] %x [0] : tensor<?xf32> -> tensor<?xf32>
    return %0 : tensor<?xf32>
  }
}

//--- whole.mlir
func.func @tensor_parallel(%x: tensor<4x6xf32>, %v: tensor<8x6xf32>) -> tensor<4x6xf32> {
  %w = ag.parameter "w" : tensor<6x8xf32>
  %0 = ag.contract "bi,io->bo" %x, %w : tensor<4x6xf32>, tensor<6x8xf32> -> tensor<4x8xf32>
  %1 = ag.tanh %0 : tensor<4x8xf32>
  %2 = ag.contract "bi,io->bo" %1, %v : tensor<4x8xf32>, tensor<8x6xf32> -> tensor<4x6xf32>
  %3 = ag.add %2, %x : tensor<4x6xf32>
  return %3 : tensor<4x6xf32>
}
func.func @gathered(%x: tensor<4x3xf32>, %y: tensor<3x8xi32>) -> (tensor<4x3xf32>, tensor<3x8xi32>) {
  return %x, %y : tensor<4x3xf32>, tensor<3x8xi32>
}
func.func @scattered(%x: tensor<4x8xi32>) -> (tensor<8xi32>, tensor<8xi32>, tensor<8xi32>) {
  %0 = ag.reduce sum %x [0] : tensor<4x8xi32> -> tensor<8xi32>
  %1 = ag.reduce max %x [0] : tensor<4x8xi32> -> tensor<8xi32>
  %2 = ag.reduce prod %x [0] : tensor<4x8xi32> -> tensor<8xi32>
  return %0, %1, %2 : tensor<8xi32>, tensor<8xi32>, tensor<8xi32>
}
func.func @exchanged(%x: tensor<4x4x8xf32>) -> tensor<4x4x8xf32> {
  return %x : tensor<4x4x8xf32>
}
func.func @permuted(%x: tensor<8xf32>) -> tensor<8xf32> {
  return %x : tensor<8xf32>
}
func.func @partial(%x: tensor<4xf32>, %u: tensor<4xui8>) -> (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xui8>, tensor<4xui8>) {
  return %x, %x, %x, %u, %u : tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xui8>, tensor<4xui8>
}
func.func @turns(%x: tensor<4xf32>) -> tensor<4xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %r = scf.for %i = %c0 to %c3 step %c1 iter_args(%a = %x) -> tensor<4xf32> {
    %0 = ag.reduce sum %a [0] : tensor<4xf32> -> tensor<f32>
    %2 = ag.tanh %0 : tensor<f32>
    %3 = ag.broadcast %2 [] : tensor<f32> -> tensor<4xf32>
    %4 = ag.add %a, %3 : tensor<4xf32>
    scf.yield %4 : tensor<4xf32>
  }
  return %r : tensor<4xf32>
}
func.func @uneven(%x: tensor<5xf32>) -> (tensor<5xf32>, tensor<f32>) {
  %0 = ag.reduce sum %x [0] : tensor<5xf32> -> tensor<f32>
  %1 = ag.exp %x : tensor<5xf32>
  return %1, %0 : tensor<5xf32>, tensor<f32>
}
func.func @sizes(%x: tensor<?xf32> {ag.dims = ["n"]}) -> tensor<?xf32> {
  return %x : tensor<?xf32>
}
