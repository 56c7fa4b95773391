// A program of upstream's ops on tensors: products, sums, slices, a branch and a
// loop.
#row = affine_map<(d0, d1) -> (d0)>
#all = affine_map<(d0, d1) -> (d0, d1)>

func.func @main(%x: tensor<64x32xf32>, %w: tensor<32x64xf32>, %c: i1) -> (tensor<64x64xf32>, tensor<64xf32>, tensor<8x64xf32>) {
  %c0 = arith.constant 0 : index
  %c8 = arith.constant 8 : index
  %c64 = arith.constant 64 : index
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<64x64xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<64x64xf32>) -> tensor<64x64xf32>
  %0 = linalg.matmul ins(%x, %w : tensor<64x32xf32>, tensor<32x64xf32>) outs(%f : tensor<64x64xf32>) -> tensor<64x64xf32>
  %1 = linalg.exp ins(%0 : tensor<64x64xf32>) outs(%e : tensor<64x64xf32>) -> tensor<64x64xf32>
  %g = tensor.empty() : tensor<64xf32>
  %h = linalg.fill ins(%zero : f32) outs(%g : tensor<64xf32>) -> tensor<64xf32>
  %2 = linalg.generic {indexing_maps = [#all, #row], iterator_types = ["parallel", "reduction"]} ins(%1 : tensor<64x64xf32>) outs(%h : tensor<64xf32>) {
  ^bb0(%a: f32, %b: f32):
    %s = arith.addf %a, %b : f32
    linalg.yield %s : f32
  } -> tensor<64xf32>
  %3 = scf.if %c -> tensor<64x64xf32> {
    scf.yield %1 : tensor<64x64xf32>
  } else {
    scf.yield %0 : tensor<64x64xf32>
  }
  %4 = scf.for %i = %c0 to %c64 step %c8 iter_args(%t = %3) -> tensor<64x64xf32> {
    %p = tensor.extract_slice %t[%i, 0] [8, 64] [1, 1] : tensor<64x64xf32> to tensor<8x64xf32>
    %q = math.tanh %p : tensor<8x64xf32>
    %r = tensor.insert_slice %q into %t[%i, 0] [8, 64] [1, 1] : tensor<8x64xf32> into tensor<64x64xf32>
    scf.yield %r : tensor<64x64xf32>
  }
  %5 = tensor.extract_slice %4[8, 0] [8, 64] [2, 1] : tensor<64x64xf32> to tensor<8x64xf32>
  return %4, %2, %5 : tensor<64x64xf32>, tensor<64xf32>, tensor<8x64xf32>
}
