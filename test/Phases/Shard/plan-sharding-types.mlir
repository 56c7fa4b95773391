// Values that share a sharding have one type, also if no earlier pass has checked that.
// RUN: split-file %s %t
// RUN: not ag-opt --shard=x=2 %t/parameter.mlir 2>&1 | FileCheck %s --check-prefix=PARAMETER
// RUN: not ag-opt --shard=x=2 %t/gradient.mlir 2>&1 | FileCheck %s --check-prefix=GRADIENT
// RUN: not ag-opt --ag-plan-sharding=spec=x=2 %t/alias.mlir 2>&1 | FileCheck %s --check-prefix=ALIAS
// RUN: not ag-opt --ag-plan-sharding=spec=x=2 --ag-partition %t/recursion.mlir 2>&1 | FileCheck %s --check-prefix=RECURSION
// RUN: ag-opt --shard=tp2 %t/scalar.mlir -o %t/scalar.rank.mlir
// RUN: ag-run %t/scalar.rank.mlir --input=randn:1 --same-as=%t/scalar.mlir | FileCheck %s --check-prefix=SAME
// RUN: ag-opt --ag-plan-sharding=spec=x=2 --ag-partition %t/unranked.mlir | FileCheck %s --check-prefix=UNRANKED
// RUN: ag-opt --ag-partition %t/single.mlir -o %t/single.rank.mlir && FileCheck %s --check-prefix=SINGLE --input-file=%t/single.rank.mlir

//--- parameter.mlir
// PARAMETER: parameter.mlir:{{[0-9]+}}:8: error: 'ag.parameter' [same-type] "w" is a 'tensor<4x4xf32>' here and a 'tensor<4xf32>' elsewhere
func.func @f() -> tensor<4xf32> {
  %w = ag.parameter "w" : tensor<4xf32>
  return %w : tensor<4xf32>
}
func.func @g() -> tensor<4x4xf32> {
  %w = ag.parameter "w" : tensor<4x4xf32>
  return %w : tensor<4x4xf32>
}

//--- gradient.mlir
// GRADIENT: gradient.mlir:{{[0-9]+}}:1: error: 'func.func' [gradient-attribute] result 0 of @f has "w", but that parameter is a 'tensor<4xf32>' and the result a 'tensor<2x2xf32>': expected the same type
func.func @f(%x: tensor<2x2xf32>) -> (tensor<2x2xf32> {ag.gradient_of = "w"}, tensor<4xf32>) {
  %w = ag.parameter "w" : tensor<4xf32>
  return %x, %w : tensor<2x2xf32>, tensor<4xf32>
}

//--- alias.mlir
// ALIAS: alias.mlir:{{[0-9]+}}:1: error: result 0 of @f is a 'tensor<2x2xf32>', but takes over argument 0, a 'tensor<4xf32>'
func.func @f(%x: tensor<4xf32>) -> (tensor<2x2xf32> {ag.alias = 0}) {
  %y = ag.reshape %x : tensor<4xf32> -> tensor<2x2xf32>
  return %y : tensor<2x2xf32>
}

//--- recursion.mlir
// RECURSION: recursion.mlir:{{[0-9]+}}:12: error: is a call of what has a plan of its own; expected it to be inlined (--inline)
func.func @f(%n: index, %i: i1) -> tensor<8xf32> {
  %c = arith.constant dense<1.0> : tensor<8xf32>
  %r = scf.if %i -> tensor<8xf32> {
    %own = func.call @f(%n, %i) : (index, i1) -> tensor<8xf32>
    scf.yield %own : tensor<8xf32>
  } else {
    scf.yield %c : tensor<8xf32>
  }
  return %r : tensor<8xf32>
}

//--- scalar.mlir
// SAME: same
func.func @main(%n: f32, %x: tensor<4xf32>) -> (f32 {ag.alias = 0}, tensor<4xf32>) {
  %m = arith.addf %n, %n : f32
  %y = ag.exp %x : tensor<4xf32>
  return %m, %y : f32, tensor<4xf32>
}

//--- unranked.mlir
// UNRANKED: tensor.cast %arg0 : tensor<*xf32> to tensor<?xf32>
func.func @main(%u: tensor<*xf32>) -> tensor<?xf32> {
  %r = tensor.cast %u : tensor<*xf32> to tensor<?xf32>
  return %r : tensor<?xf32>
}

//--- single.mlir
// An axis of one rank gives no partial sums, which would have a wider type.
// SINGLE: ag.reduce sum %arg0 [0] : tensor<6x4xbf16> -> tensor<4xbf16>
module attributes {ag.planned_mesh = #ag.mesh<x = 1>} {
  func.func @main(%v: tensor<6x4xbf16>) -> tensor<4xbf16> {
    %y = ag.reduce sum %v [0] {ag.strategy = #ag.strategy<[[], ["x"]], []>} : tensor<6x4xbf16> -> tensor<4xbf16>
    return %y : tensor<4xbf16>
  }
}
