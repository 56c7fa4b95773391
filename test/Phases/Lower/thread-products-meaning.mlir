// A block copies the operands of a product to shared memory, and each thread has 4 x 4 sums.
// RUN: ag-run %s --entry=sizes --input=randn:1 --dim n=0 --dim m=70 --dim k=33 --on=emulator --same-as=%s
// RUN: ag-run %s --entry=sizes --input=randn:1 --dim n=70 --dim m=70 --dim k=0 --on=emulator --same-as=%s
// RUN: ag-run %s --entry=sizes --input=randn:1 --dim n=1 --dim m=1 --dim k=1 --on=emulator --same-as=%s
// RUN: ag-run %s --entry=sizes --input=randn:1 --dim n=65 --dim m=63 --dim k=16 --on=emulator --same-as=%s
// RUN: ag-run %s --entry=sizes --input=randn:1 --dim n=64 --dim m=128 --dim k=1100 --on=emulator --same-as=%s
// RUN: ag-run %s --entry=doubles --input=randn:1 --on=emulator --same-as=%s
// RUN: ag-run %s --entry=halves --input=randn:1 --on=emulator --same-as=%s
// RUN: ag-run %s --entry=greatest --input=randn:1 --on=emulator --same-as=%s
// RUN: ag-run %s --entry=onto --input=randn:1 --on=emulator --same-as=%s

func.func @sizes(%x: tensor<?x?xf32> {ag.dims = ["n", "k"]}, %y: tensor<?x?xf32> {ag.dims = ["k", "m"]}) -> tensor<?x?xf32> {
  %0 = ag.contract "ij,jk->ik" %x, %y : tensor<?x?xf32>, tensor<?x?xf32> -> tensor<?x?xf32>
  return %0 : tensor<?x?xf32>
}

// Rows and terms are two loops each, and the operands are transposed.
func.func @doubles(%x: tensor<5x7x19x4xf64>, %y: tensor<5x3x70x7xf64>) -> tensor<70x19x3x4xf64> {
  %0 = ag.contract "abcd,aefb->fced" %x, %y : tensor<5x7x19x4xf64>, tensor<5x3x70x7xf64> -> tensor<70x19x3x4xf64>
  return %0 : tensor<70x19x3x4xf64>
}

func.func @halves(%x: tensor<2x33x90xbf16>, %y: tensor<2x40x90xbf16>) -> tensor<2x33x40xbf16> {
  %0 = ag.contract "bqd,bkd->bqk" %x, %y : tensor<2x33x90xbf16>, tensor<2x40x90xbf16> -> tensor<2x33x40xbf16>
  return %0 : tensor<2x33x40xbf16>
}

// The reduction is no sum but a maximum of differences.
#x = affine_map<(i, j, k) -> (i, k)>
#y = affine_map<(i, j, k) -> (k, j)>
#z = affine_map<(i, j, k) -> (i, j)>
func.func @greatest(%x: tensor<20x50xf32>, %y: tensor<50x30xf32>) -> tensor<20x30xf32> {
  %e = tensor.empty() : tensor<20x30xf32>
  %least = arith.constant 0xFF800000 : f32
  %f = linalg.fill ins(%least : f32) outs(%e : tensor<20x30xf32>) -> tensor<20x30xf32>
  %0 = linalg.generic {indexing_maps = [#x, #y, #z], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %y : tensor<20x50xf32>, tensor<50x30xf32>) outs(%f : tensor<20x30xf32>) {
  ^bb0(%a: f32, %b: f32, %c: f32):
    %d = arith.subf %a, %b : f32
    %m = arith.maximumf %c, %d : f32
    linalg.yield %m : f32
  } -> tensor<20x30xf32>
  return %0 : tensor<20x30xf32>
}

// The sums start from given values.
func.func @onto(%x: tensor<20x3xf32>, %y: tensor<3x30xf32>, %z: tensor<20x30xf32>) -> tensor<20x30xf32> {
  %0 = linalg.generic {indexing_maps = [#x, #y, #z], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %y : tensor<20x3xf32>, tensor<3x30xf32>) outs(%z : tensor<20x30xf32>) {
  ^bb0(%a: f32, %b: f32, %c: f32):
    %p = arith.mulf %a, %b : f32
    %s = arith.addf %c, %p : f32
    linalg.yield %s : f32
  } -> tensor<20x30xf32>
  return %0 : tensor<20x30xf32>
}
