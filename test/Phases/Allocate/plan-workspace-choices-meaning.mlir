// The size of each buffer is the lesser of two sizes, or either of them.
// RUN: ag-run %s --entry=least --dim=n=7 --on=cpu --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=choice --dim=n=7 --dim=m=5 --on=cpu --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=untaken --dim=n=4 --on=cpu --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=untaken --dim=n=150 --on=cpu --input=randn:1 --same-as=%s
// RUN: ag-compile %s -o %t.o
func.func @least(%x: tensor<?xf32> {ag.dims=["n"]}) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c5 = arith.constant 5 : index
  %n = tensor.dim %x, %c0 : tensor<?xf32>
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%s = %x) -> (tensor<?xf32>) {
    %p = arith.remui %i, %c5 : index
    %q = arith.minui %p, %n : index
    %t = tensor.extract_slice %x[0] [%q] [1] : tensor<?xf32> to tensor<?xf32>
    %u = ag.exp %t : tensor<?xf32>
    %v = ag.reduce sum %u [0] : tensor<?xf32> -> tensor<f32>
    %b = ag.broadcast %v [] (%n) : tensor<f32> -> tensor<?xf32>
    %w = tensor.insert_slice %u into %b[0] [%q] [1] : tensor<?xf32> into tensor<?xf32>
    %z = ag.add %w, %s : tensor<?xf32>
    scf.yield %z : tensor<?xf32>
  }
  return %r : tensor<?xf32>
}

func.func @choice(%x: tensor<?xf32> {ag.dims=["n"]}, %y: tensor<?xf32> {ag.dims=["m"]}, %k: tensor<1xi32>) -> tensor<f32> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?xf32>
  %m = tensor.dim %y, %c0 : tensor<?xf32>
  %e = tensor.extract %k[%c0] : tensor<1xi32>
  %z = arith.constant 0 : i32
  %b = arith.cmpi sgt, %e, %z : i32
  %s = arith.select %b, %n, %m : index
  %v = ag.iota 0 (%s) : tensor<?xf32>
  %u = ag.exp %v : tensor<?xf32>
  %q = ag.reduce max %u [0] : tensor<?xf32> -> tensor<f32>
  %qb = ag.broadcast %q [] (%s) : tensor<f32> -> tensor<?xf32>
  %d = ag.div %u, %qb : tensor<?xf32>
  %w = ag.reduce sum %d [0] : tensor<?xf32> -> tensor<f32>
  return %w : tensor<f32>
}

// In a branch that is not taken, this size would be negative.
func.func @untaken(%x: tensor<?xf32> {ag.dims = ["n"]}) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %c100 = arith.constant 100 : index
  %n = tensor.dim %x, %c0 : tensor<?xf32>
  %b = arith.cmpi sge, %n, %c100 : index
  %r = scf.if %b -> tensor<?xf32> {
    %s = arith.subi %n, %c100 : index
    %v = ag.iota 0 (%s) : tensor<?xf32>
    %u = ag.exp %v : tensor<?xf32>
    %q = ag.reduce max %u [0] : tensor<?xf32> -> tensor<f32>
    %qb = ag.broadcast %q [] (%s) : tensor<f32> -> tensor<?xf32>
    %d = ag.div %u, %qb : tensor<?xf32>
    %w = ag.reduce sum %d [0] : tensor<?xf32> -> tensor<f32>
    %wb = ag.broadcast %w [] (%n) : tensor<f32> -> tensor<?xf32>
    %y = ag.add %wb, %x : tensor<?xf32>
    scf.yield %y : tensor<?xf32>
  } else {
    %y = ag.add %x, %x : tensor<?xf32>
    scf.yield %y : tensor<?xf32>
  }
  return %r : tensor<?xf32>
}
