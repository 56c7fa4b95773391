// The sizes of these buffers follow from the iteration number.
// RUN: ag-run %s --entry=indexed --dim=n=9 --on=cpu --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=tile --dim=n=10 --on=cpu --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=square --on=cpu --input=randn:1 --same-as=%s
// RUN: ag-compile %s -o %t.o
func.func @indexed(%x: tensor<?xf32> {ag.dims = ["n"]}) -> tensor<f32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = tensor.dim %x, %c0 : tensor<?xf32>
  %end = arith.addi %n, %c1 : index
  %zero = arith.constant dense<0.0> : tensor<f32>
  %half = arith.constant dense<0.5> : tensor<f32>
  %r = scf.for %i = %c0 to %end step %c1 iter_args(%s = %zero) -> tensor<f32> {
    %b = ag.broadcast %half [] (%i) : tensor<f32> -> tensor<?xf32>
    %e = ag.exp %b : tensor<?xf32>
    %t = ag.reduce sum %e [0] : tensor<?xf32> -> tensor<f32>
    %u = ag.add %s, %t : tensor<f32>
    scf.yield %u : tensor<f32>
  }
  return %r : tensor<f32>
}

func.func @tile(%x: tensor<?xf32> {ag.dims=["n"]}) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %n = tensor.dim %x, %c0 : tensor<?xf32>
  %r = scf.for %i = %c0 to %n step %c3 iter_args(%s = %x) -> (tensor<?xf32>) {
    %j = arith.addi %i, %c3 : index
    %e = arith.minsi %j, %n : index
    %q = arith.subi %e, %i : index
    %t = tensor.extract_slice %x[%i] [%q] [1] : tensor<?xf32> to tensor<?xf32>
    %u = ag.exp %t : tensor<?xf32>
    %v = ag.reduce sum %u [0] : tensor<?xf32> -> tensor<f32>
    %b = ag.broadcast %v [] (%q) : tensor<f32> -> tensor<?xf32>
    %d = ag.div %u, %b : tensor<?xf32>
    %w = tensor.insert_slice %d into %s[%i] [%q] [1] : tensor<?xf32> into tensor<?xf32>
    scf.yield %w : tensor<?xf32>
  }
  return %r : tensor<?xf32>
}

func.func @square(%x: tensor<4xf32>, %k: tensor<8xi32>) -> tensor<f32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  %z0 = arith.constant dense<0.0> : tensor<f32>
  %r = scf.for %i = %c0 to %c8 step %c1 iter_args(%s = %z0) -> (tensor<f32>) {
    %n = arith.muli %i, %i : index
    %u = ag.broadcast %x [1] (%n) : tensor<4xf32> -> tensor<?x4xf32>
    %h = ag.exp %u : tensor<?x4xf32>
    %m = ag.reduce max %h [0] : tensor<?x4xf32> -> tensor<4xf32>
    %mb = ag.broadcast %m [1] (%n) : tensor<4xf32> -> tensor<?x4xf32>
    %d = ag.sub %h, %mb : tensor<?x4xf32>
    %q = ag.tanh %d : tensor<?x4xf32>
    %m2 = ag.reduce sum %q [0,1] : tensor<?x4xf32> -> tensor<f32>
    %z = ag.add %m2, %s : tensor<f32>
    scf.yield %z : tensor<f32>
  }
  return %r : tensor<f32>
}
