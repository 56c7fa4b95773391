// These plans are right: dimensions come from results, branches and products.
// RUN: ag-run %s --entry=result --on=cpu --dim n=36 --dim m=31 --input=iota --same-as=%s
// RUN: ag-run %s --entry=product --on=cpu --dim n=36 --dim m=31 --input=iota --same-as=%s
// RUN: ag-run %s --entry=choice --on=cpu --dim n=7 --dim m=5 --input=randn:1 --same-as=%s
// RUN: ag-compile %s --remarks=ag-verify-workspace -o %t.o 2>&1 | FileCheck %s
// CHECK-DAG: remark: {{.*}} 1 temporary is disjoint while needed, at all sizes
// CHECK-DAG: remark: {{.*}} 1 temporary is disjoint while needed, at all sizes
// CHECK-DAG: remark: {{.*}} 6 temporaries are disjoint while needed, at all sizes

// No result has n - m rows if that is negative, although (n - m) * (n - m)
// bytes is what other runs need.
func.func @result(%x: tensor<?x?xf32> {ag.dims = ["n", "m"]}) -> tensor<?x?xi8> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = tensor.dim %x, %c0 : tensor<?x?xf32>
  %m = tensor.dim %x, %c1 : tensor<?x?xf32>
  %d = arith.subi %n, %m : index
  %at = arith.minsi %n, %c0 : index
  %i = ag.iota 0 (%d, %d) : tensor<?x?xi8>
  %u = ag.update %i, %i [0, %at] [1, 1] : tensor<?x?xi8>
  return %u : tensor<?x?xi8>
}

// A run with a negative n - m does not allocate the buffer, whatever its bytes.
// The planner also knows that the other extent is positive.
func.func @product(%x: tensor<?x?xf32> {ag.dims = ["n", "m"]}) -> tensor<?x?xi8> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c16 = arith.constant 16 : index
  %c28 = arith.constant 28 : index
  %n = tensor.dim %x, %c0 : tensor<?x?xf32>
  %m = tensor.dim %x, %c1 : tensor<?x?xf32>
  %a = arith.maxsi %n, %c28 : index
  %b = arith.subi %a, %c16 : index
  %c = arith.muli %b, %c2 : index
  %at = arith.minsi %n, %c0 : index
  %d = arith.subi %n, %m : index
  %i = ag.iota 0 (%c, %d) : tensor<?x?xi8>
  %u = ag.update %i, %i [0, %at] [1, 1] : tensor<?x?xi8>
  return %u : tensor<?x?xi8>
}

// A buffer is as large as one of two tensors.
func.func @choice(%x: tensor<?xf32> {ag.dims = ["n"]}, %y: tensor<?xf32> {ag.dims = ["m"]}, %k: tensor<i1>) -> tensor<f32> {
  %c0 = arith.constant 0 : index
  %b = tensor.extract %k[] : tensor<i1>
  %n = tensor.dim %x, %c0 : tensor<?xf32>
  %m = tensor.dim %y, %c0 : tensor<?xf32>
  %at = arith.minsi %n, %c0 : index
  %e = ag.exp %x : tensor<?xf32>
  %a = scf.if %b -> tensor<?xf32> {
    %0 = ag.update %x, %e [%at] [1] : tensor<?xf32>
    scf.yield %0 : tensor<?xf32>
  } else {
    %1 = ag.exp %y : tensor<?xf32>
    %0 = ag.update %1, %y [%at] [1] : tensor<?xf32>
    scf.yield %0 : tensor<?xf32>
  }
  %u = ag.update %a, %a [%at] [1] : tensor<?xf32>
  %v = ag.transpose %u [0] : tensor<?xf32>
  %w = ag.reduce max %v [0] : tensor<?xf32> -> tensor<f32>
  %d = tensor.dim %a, %c0 : tensor<?xf32>
  %wb = ag.broadcast %w [] (%d) : tensor<f32> -> tensor<?xf32>
  %q = ag.sub %v, %wb : tensor<?xf32>
  %q2 = ag.update %q, %u [%at] [1] : tensor<?xf32>
  %q3 = ag.mul %q, %q2 : tensor<?xf32>
  %s = ag.reduce sum %q3 [0] : tensor<?xf32> -> tensor<f32>
  return %s : tensor<f32>
}
