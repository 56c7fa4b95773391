// Programs with each shape of fused kernel. test_faults.py seeds faults into their kernels and calls.

func.func @row_softmax(%x: tensor<?x70xf32> {ag.dims = ["n", 70]}) -> tensor<?x70xf32> {
  %0 = ag.reduce max %x [1] : tensor<?x70xf32> -> tensor<?xf32>
  %1 = ag.broadcast %0 [0] : tensor<?xf32> -> tensor<?x70xf32>
  %2 = ag.sub %x, %1 : tensor<?x70xf32>
  %3 = ag.exp %2 : tensor<?x70xf32>
  %4 = ag.reduce sum %3 [1] : tensor<?x70xf32> -> tensor<?xf32>
  %5 = ag.broadcast %4 [0] : tensor<?xf32> -> tensor<?x70xf32>
  %6 = ag.div %3, %5 : tensor<?x70xf32>
  return %6 : tensor<?x70xf32>
}

// The sum of a value and its residual is normalized.
func.func @layer_norm(%x: tensor<?x70xf32> {ag.dims = ["n", 70]}, %r: tensor<?x70xf32> {ag.dims = ["n", 70]},
                      %g: tensor<70xf32>) -> tensor<?x70xf32> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x70xf32>
  %count = arith.constant dense<70.0> : tensor<f32>
  %small = arith.constant dense<1.0e-3> : tensor<f32>
  %counts = ag.broadcast %count [] (%n) : tensor<f32> -> tensor<?xf32>
  %smalls = ag.broadcast %small [] (%n) : tensor<f32> -> tensor<?xf32>
  %0 = ag.add %x, %r : tensor<?x70xf32>
  %1 = ag.reduce sum %0 [1] : tensor<?x70xf32> -> tensor<?xf32>
  %2 = ag.div %1, %counts : tensor<?xf32>
  %3 = ag.broadcast %2 [0] : tensor<?xf32> -> tensor<?x70xf32>
  %4 = ag.sub %0, %3 : tensor<?x70xf32>
  %5 = ag.mul %4, %4 : tensor<?x70xf32>
  %6 = ag.reduce sum %5 [1] : tensor<?x70xf32> -> tensor<?xf32>
  %7 = ag.div %6, %counts : tensor<?xf32>
  %8 = ag.add %7, %smalls : tensor<?xf32>
  %9 = ag.rsqrt %8 : tensor<?xf32>
  %10 = ag.broadcast %9 [0] : tensor<?xf32> -> tensor<?x70xf32>
  %11 = ag.mul %4, %10 : tensor<?x70xf32>
  %12 = ag.broadcast %g [1] (%n) : tensor<70xf32> -> tensor<?x70xf32>
  %13 = ag.mul %11, %12 : tensor<?x70xf32>
  return %13 : tensor<?x70xf32>
}

func.func @product(%x: tensor<70x40xf32>, %w: tensor<40x67xf32>, %b: tensor<67xf32>) -> tensor<70x67xf32> {
  %0 = ag.contract "nm,mo->no" %x, %w : tensor<70x40xf32>, tensor<40x67xf32> -> tensor<70x67xf32>
  %1 = ag.broadcast %b [1] : tensor<67xf32> -> tensor<70x67xf32>
  %2 = ag.add %0, %1 : tensor<70x67xf32>
  %3 = ag.tanh %2 : tensor<70x67xf32>
  return %3 : tensor<70x67xf32>
}

// Three products share an operand.
func.func @products(%x: tensor<70x40xf32>, %a: tensor<40x33xf32>, %b: tensor<40x33xf32>,
                    %c: tensor<40x33xf32>) -> tensor<70x33xf32> {
  %0 = ag.contract "nm,mo->no" %x, %a : tensor<70x40xf32>, tensor<40x33xf32> -> tensor<70x33xf32>
  %1 = ag.contract "nm,mo->no" %x, %b : tensor<70x40xf32>, tensor<40x33xf32> -> tensor<70x33xf32>
  %2 = ag.contract "nm,mo->no" %x, %c : tensor<70x40xf32>, tensor<40x33xf32> -> tensor<70x33xf32>
  %3 = ag.mul %0, %1 : tensor<70x33xf32>
  %4 = ag.add %3, %2 : tensor<70x33xf32>
  return %4 : tensor<70x33xf32>
}

// A loop over tiles of keys, whose number is dynamic, carries the maximum and the sums. Some keys are masked.
func.func @attention(%q: tensor<70x16xf32>, %k: tensor<?x16xf32> {ag.dims = ["m", 16]},
                     %v: tensor<?x16xf32> {ag.dims = ["m", 16]},
                     %mask: tensor<?xi1> {ag.dims = ["m"]}) -> tensor<70x16xf32> {
  %c0 = arith.constant 0 : index
  %m = tensor.dim %k, %c0 : tensor<?x16xf32>
  %least = arith.constant dense<0xFF800000> : tensor<f32>
  %leasts = ag.broadcast %least [] (%m) : tensor<f32> -> tensor<70x?xf32>
  %keep = ag.broadcast %mask [1] : tensor<?xi1> -> tensor<70x?xi1>
  %0 = ag.contract "id,jd->ij" %q, %k : tensor<70x16xf32>, tensor<?x16xf32> -> tensor<70x?xf32>
  %1 = ag.select %keep, %0, %leasts : tensor<70x?xi1>, tensor<70x?xf32>, tensor<70x?xf32> -> tensor<70x?xf32>
  %2 = ag.reduce max %1 [1] : tensor<70x?xf32> -> tensor<70xf32>
  %3 = ag.broadcast %2 [0] (%m) : tensor<70xf32> -> tensor<70x?xf32>
  %4 = ag.sub %1, %3 : tensor<70x?xf32>
  %5 = ag.exp %4 : tensor<70x?xf32>
  %6 = ag.reduce sum %5 [1] : tensor<70x?xf32> -> tensor<70xf32>
  %7 = ag.contract "ij,jd->id" %5, %v : tensor<70x?xf32>, tensor<?x16xf32> -> tensor<70x16xf32>
  %8 = ag.broadcast %6 [0] : tensor<70xf32> -> tensor<70x16xf32>
  %9 = ag.div %7, %8 : tensor<70x16xf32>
  return %9 : tensor<70x16xf32>
}

func.func @two_results(%x: tensor<?xf32> {ag.dims = ["n"]}) -> (tensor<?xf32>, tensor<?xf32>) {
  %0 = ag.mul %x, %x : tensor<?xf32>
  %1 = ag.add %0, %x : tensor<?xf32>
  %2 = ag.floor %1 : tensor<?xf32>
  return %1, %2 : tensor<?xf32>, tensor<?xf32>
}

func.func @columns(%x: tensor<?x70xf32> {ag.dims = ["n", 70]},
                   %y: tensor<?x70xf32> {ag.dims = ["n", 70]}) -> tensor<70xf32> {
  %0 = ag.mul %x, %y : tensor<?x70xf32>
  %1 = ag.abs %0 : tensor<?x70xf32>
  %2 = ag.reduce sum %1 [0] : tensor<?x70xf32> -> tensor<70xf32>
  %3 = ag.sqrt %2 : tensor<70xf32>
  return %3 : tensor<70xf32>
}
