// RUN: ag-run %s --input=randn:1 --on=cpu --same-as=%s --rtol=2.4e-7 --atol=0
// RUN: not ag-run %s --input=randn:1 --on=cpu --same-as=%s --rtol=1e-8 --atol=0

// Functions that no op of ag has, within two units in the last place.
#id = affine_map<(i) -> (i)>
func.func @main(%x: tensor<4096xf32>) -> (tensor<4096xf32>, tensor<4096xf32>) {
  %e = tensor.empty() : tensor<4096xf32>
  %r:2 = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel"]} ins(%x : tensor<4096xf32>) outs(%e, %e : tensor<4096xf32>, tensor<4096xf32>) {
  ^bb0(%a: f32, %o: f32, %p: f32):
    %cube = arith.mulf %a, %a : f32
    %wide = arith.mulf %cube, %a : f32
    %0 = math.expm1 %wide : f32
    %1 = math.log1p %wide : f32
    linalg.yield %0, %1 : f32, f32
  } -> (tensor<4096xf32>, tensor<4096xf32>)
  return %r#0, %r#1 : tensor<4096xf32>, tensor<4096xf32>
}
