// The blocks' parts of this sum are of different sizes, and each weight follows from the position in the whole tensor.
// RUN: ag-run %s --input=randn:1 --on=emulator --same-as=%s
// RUN: ag-run %s --input=randn:1 --on=cpu --same-as=%s

#v = affine_map<(i) -> (i)>
#s = affine_map<(i) -> ()>
func.func @weighted(%x: tensor<10000xf32>) -> tensor<f32> {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<f32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<f32>) -> tensor<f32>
  %r = linalg.generic {indexing_maps = [#v, #s], iterator_types = ["reduction"]}
      ins(%x : tensor<10000xf32>) outs(%f : tensor<f32>) {
  ^bb0(%a: f32, %c: f32):
    %i = linalg.index 0 : index
    %n = arith.index_cast %i : index to i32
    %k = arith.constant 7 : i32
    %m = arith.remsi %n, %k : i32
    %w = arith.sitofp %m : i32 to f32
    %p = arith.mulf %a, %w : f32
    %q = arith.addf %c, %p : f32
    linalg.yield %q : f32
  } -> tensor<f32>
  return %r : tensor<f32>
}
