// Elementwise programs in torch-mlir's form: assertions compare sizes that must be equal.
// RUN: ag-run %s --entry=where --dim=n=5 --input=randn:1 --on=cpu --march=x86-64-v3 --same-as=%s
// RUN: ag-run %s --entry=casts --input=randn:1 --on=cpu --march=x86-64-v3 --same-as=%s
// RUN: ag-run %s --entry=add --dim=n=5 --dim=m=5 --input=randn:1 --on=cpu --march=x86-64-v3 --same-as=%s
// RUN: not ag-run %s --entry=add --dim=n=5 --dim=m=4 --input=randn:1 --on=cpu --march=x86-64-v3 2>&1 | FileCheck %s --check-prefix=SIZES
// RUN: ag-run %s --entry=floor_divide --input=randn:1 --input=randn:2 --on=cpu --march=x86-64-v3 --same-as=%s

#i = affine_map<(i) -> (i)>

func.func @where(%x: tensor<?xf32> {ag.dims = ["n"]}) -> (tensor<?xf32>, tensor<?xi1>) {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.000000e+00 : f32
  %slope = arith.constant 1.000000e-02 : f64
  %n = tensor.dim %x, %c0 : tensor<?xf32>
  %eb = tensor.empty(%n) : tensor<?xi1>
  %c = linalg.generic {indexing_maps = [#i, #i], iterator_types = ["parallel"]} ins(%x : tensor<?xf32>) outs(%eb : tensor<?xi1>) {
  ^bb0(%in: f32, %out: i1):
    %0 = arith.cmpf ugt, %in, %zero : f32
    linalg.yield %0 : i1
  } -> tensor<?xi1>
  %e = tensor.empty(%n) : tensor<?xf32>
  %r = linalg.generic {indexing_maps = [#i, #i, #i], iterator_types = ["parallel"]} ins(%c, %x : tensor<?xi1>, tensor<?xf32>) outs(%e : tensor<?xf32>) {
  ^bb0(%holds: i1, %in: f32, %out: f32):
    %0 = arith.truncf %slope : f64 to f32
    %1 = arith.mulf %in, %0 : f32
    %2 = arith.select %holds, %in, %1 : f32
    linalg.yield %2 : f32
  } -> tensor<?xf32>
  return %r, %c : tensor<?xf32>, tensor<?xi1>
}

func.func @casts(%x: tensor<9xf32>) -> (tensor<9xi32>, tensor<9xf16>) {
  %large = arith.constant 1.0e+10 : f32
  %ei = tensor.empty() : tensor<9xi32>
  %eh = tensor.empty() : tensor<9xf16>
  %0:2 = linalg.generic {indexing_maps = [#i, #i, #i], iterator_types = ["parallel"]} ins(%x : tensor<9xf32>) outs(%ei, %eh : tensor<9xi32>, tensor<9xf16>) {
  ^bb0(%in: f32, %i: i32, %h: f16):
    %1 = arith.mulf %in, %large : f32
    %2 = arith.fptosi %1 : f32 to i32
    %3 = arith.truncf %1 : f32 to f16
    linalg.yield %2, %3 : i32, f16
  } -> (tensor<9xi32>, tensor<9xf16>)
  return %0#0, %0#1 : tensor<9xi32>, tensor<9xf16>
}

// SIZES: error: mismatched size for broadcast
func.func @add(%x: tensor<?xf32> {ag.dims = ["n"]}, %y: tensor<?xf32> {ag.dims = ["m"]}) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?xf32>
  %m = tensor.dim %y, %c0 : tensor<?xf32>
  %same = arith.cmpi eq, %n, %m : index
  cf.assert %same, "mismatched size for broadcast"
  %e = tensor.empty(%n) : tensor<?xf32>
  %0 = linalg.generic {indexing_maps = [#i, #i, #i], iterator_types = ["parallel"]} ins(%x, %y : tensor<?xf32>, tensor<?xf32>) outs(%e : tensor<?xf32>) {
  ^bb0(%a: f32, %b: f32, %out: f32):
    %1 = arith.addf %a, %b : f32
    linalg.yield %1 : f32
  } -> tensor<?xf32>
  return %0 : tensor<?xf32>
}

func.func @floor_divide(%x: tensor<9xi64>, %y: tensor<9xi64>) -> tensor<9xi64> {
  %e = tensor.empty() : tensor<9xi64>
  %0 = linalg.generic {indexing_maps = [#i, #i, #i], iterator_types = ["parallel"]} ins(%x, %y : tensor<9xi64>, tensor<9xi64>) outs(%e : tensor<9xi64>) {
  ^bb0(%a: i64, %b: i64, %out: i64):
    %1 = arith.floordivsi %a, %b : i64
    linalg.yield %1 : i64
  } -> tensor<9xi64>
  return %0 : tensor<9xi64>
}
