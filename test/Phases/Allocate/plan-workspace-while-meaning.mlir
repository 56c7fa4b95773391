// A value that a while loop forwards to its body only while it is below a size
// is bounded by that. So are buffers that grow with it.
// RUN: ag-run %s --dim=n=9 --on=cpu --input=randn:1 --same-as=%s
// RUN: ag-run %s --dim=n=1 --on=cpu --input=randn:1 --same-as=%s
func.func @main(%x: tensor<?xf32> {ag.dims = ["n"]}) -> tensor<f32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %limit = arith.constant dense<100.0> : tensor<f32>
  %n = tensor.dim %x, %c0 : tensor<?xf32>
  %first = ag.reduce max %x [0] : tensor<?xf32> -> tensor<f32>
  %r:2 = scf.while (%i = %c1, %s = %first) : (index, tensor<f32>) -> (index, tensor<f32>) {
    %less = ag.compare lt %s, %limit : tensor<f32>, tensor<f32> -> tensor<i1>
    %small = tensor.extract %less[] : tensor<i1>
    %inside = arith.cmpi slt, %i, %n : index
    %more = arith.andi %small, %inside : i1
    scf.condition(%more) %i, %s : index, tensor<f32>
  } do {
  ^bb0(%i: index, %s: tensor<f32>):
    %part = tensor.extract_slice %x[0] [%i] [1] : tensor<?xf32> to tensor<?xf32>
    %e = ag.exp %part : tensor<?xf32> -> tensor<?xf32>
    %both = ag.concat 0 %e, %part : tensor<?xf32>, tensor<?xf32> -> tensor<?xf32>
    %p = ag.contract "i,j->ij" %both, %e : tensor<?xf32>, tensor<?xf32> -> tensor<?x?xf32>
    %t = ag.transpose %p [1, 0] : tensor<?x?xf32> -> tensor<?x?xf32>
    %q = ag.contract "ij,j->i" %t, %both : tensor<?x?xf32>, tensor<?xf32> -> tensor<?xf32>
    %sum = ag.reduce sum %q [0] : tensor<?xf32> -> tensor<f32>
    %next = arith.muli %i, %c2 : index
    scf.yield %next, %sum : index, tensor<f32>
  }
  return %r#1 : tensor<f32>
}
