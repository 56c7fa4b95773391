// One of the summed tensors is read along its columns, so that the lanes are rows, of any number: none, fewer than a vector
// has, and some after the last vector.
// RUN: ag-run %s --entry=sum --input=randn:1 --dim=*=11 --on=cpu --march=x86-64-v3 --same-as=%s
// RUN: ag-run %s --entry=sum --input=randn:1 --dim=*=3 --on=cpu --march=x86-64-v3 --same-as=%s
// RUN: ag-run %s --entry=sum --input=randn:1 --dim=*=0 --on=cpu --march=x86-64-v3 --same-as=%s
// RUN: ag-run %s --entry=greatest --input=randn:1 --dim=*=37 --on=cpu --march=x86-64-v3 --same-as=%s
// RUN: ag-run %s --entry=sum --input=randn:1 --dim=*=11 --on=emulator --same-as=%s

#a = affine_map<(i, j) -> (i, j)>
#b = affine_map<(i, j) -> (j, i)>
#s = affine_map<(i, j) -> ()>
func.func @sum(%x: tensor<?x?xf32>, %y: tensor<?x?xf32>) -> tensor<f32> {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<f32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<f32>) -> tensor<f32>
  %r = linalg.generic {indexing_maps = [#a, #b, #s], iterator_types = ["reduction", "reduction"]}
      ins(%x, %y : tensor<?x?xf32>, tensor<?x?xf32>) outs(%f : tensor<f32>) {
  ^bb0(%a: f32, %b: f32, %c: f32):
    %d = arith.subf %a, %b : f32
    %p = arith.mulf %d, %d : f32
    %q = arith.addf %c, %p : f32
    linalg.yield %q : f32
  } -> tensor<f32>
  return %r : tensor<f32>
}

func.func @greatest(%x: tensor<?x?xf32>, %y: tensor<?x?xf32>) -> tensor<f32> {
  %least = arith.constant 0xFF800000 : f32
  %e = tensor.empty() : tensor<f32>
  %f = linalg.fill ins(%least : f32) outs(%e : tensor<f32>) -> tensor<f32>
  %r = linalg.generic {indexing_maps = [#a, #b, #s], iterator_types = ["reduction", "reduction"]}
      ins(%x, %y : tensor<?x?xf32>, tensor<?x?xf32>) outs(%f : tensor<f32>) {
  ^bb0(%a: f32, %b: f32, %c: f32):
    %d = arith.subf %a, %b : f32
    %q = arith.maximumf %c, %d : f32
    linalg.yield %q : f32
  } -> tensor<f32>
  return %r : tensor<f32>
}
