// Sizes of these buffers are known only where they are allocated. They are a
// remainder that shrinks in a loop, a tensor from one of two branches, and a
// reshape by a computed size.
// RUN: ag-run %s --entry=rest --on=cpu --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=rest_of_any --dim=n=75 --on=cpu --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=branches --dim=n=40 --on=cpu --input=randn:1 --input=randn:2 --same-as=%s
// RUN: ag-run %s --entry=reshaped --dim=n=6 --dim=p=2 --dim=m=13 --on=cpu --input=randn:1 --same-as=%s
func.func @rest(%x: tensor<100xf32>) -> tensor<100xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c100 = arith.constant 100 : index
  %r = scf.for %i = %c0 to %c100 step %c1 iter_args(%s = %x) -> (tensor<100xf32>) {
    %n = arith.subi %c100, %i : index
    %t = tensor.extract_slice %x[%i] [%n] [1] : tensor<100xf32> to tensor<?xf32>
    %u = ag.sigmoid %t : tensor<?xf32>
    %v = ag.reduce max %u [0] : tensor<?xf32> -> tensor<f32>
    %b = ag.broadcast %v [] : tensor<f32> -> tensor<100xf32>
    %w = tensor.insert_slice %u into %b[%i] [%n] [1] : tensor<?xf32> into tensor<100xf32>
    %z = ag.mul %w, %s : tensor<100xf32>
    scf.yield %z : tensor<100xf32>
  }
  return %r : tensor<100xf32>
}

func.func @rest_of_any(%x: tensor<?xf32> {ag.dims = ["n"]}) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %size = tensor.dim %x, %c0 : tensor<?xf32>
  %r = scf.for %i = %c0 to %size step %c1 iter_args(%s = %x) -> (tensor<?xf32>) {
    %n = arith.subi %size, %i : index
    %t = tensor.extract_slice %x[%i] [%n] [1] : tensor<?xf32> to tensor<?xf32>
    %u = ag.sigmoid %t : tensor<?xf32>
    %v = ag.reduce max %u [0] : tensor<?xf32> -> tensor<f32>
    %b = ag.broadcast %v [] : tensor<f32> -> tensor<8xf32>
    %m = ag.reduce min %b [0] : tensor<8xf32> -> tensor<f32>
    %one = tensor.expand_shape %m [] output_shape [1] : tensor<f32> into tensor<1xf32>
    %p = tensor.insert_slice %one into %u[0] [1] [1] : tensor<1xf32> into tensor<?xf32>
    %w = tensor.insert_slice %p into %s[%i] [%n] [1] : tensor<?xf32> into tensor<?xf32>
    scf.yield %w : tensor<?xf32>
  }
  return %r : tensor<?xf32>
}

func.func @branches(%x: tensor<?x3xf32> {ag.dims = ["n", 3]}, %y: tensor<?x3xf32> {ag.dims = ["n", 3]}) -> tensor<?x3xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c4 = arith.constant 4 : index
  %r = scf.for %i = %c0 to %c4 step %c1 iter_args(%s = %x) -> (tensor<?x3xf32>) {
    %early = arith.cmpi ult, %i, %c2 : index
    %rest = arith.remui %i, %c2 : index
    %odd = arith.cmpi eq, %rest, %c1 : index
    %t = scf.if %odd -> (tensor<?x3xf32>) {
      %u = ag.add %s, %y : tensor<?x3xf32>
      scf.yield %u : tensor<?x3xf32>
    } else {
      scf.yield %s : tensor<?x3xf32>
    }
    %t2 = scf.if %early -> (tensor<?x3xf32>) {
      %u = ag.add %t, %y : tensor<?x3xf32>
      scf.yield %u : tensor<?x3xf32>
    } else {
      scf.yield %t : tensor<?x3xf32>
    }
    scf.yield %t2 : tensor<?x3xf32>
  }
  return %r : tensor<?x3xf32>
}

func.func @reshaped(%x: tensor<?x?xf32> {ag.dims = ["n", "p"]}, %like: tensor<?xf32> {ag.dims = ["m"]}) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %m = tensor.dim %like, %c0 : tensor<?xf32>
  %size = arith.subi %m, %c1 : index
  %flat = ag.reshape %x (%size) : tensor<?x?xf32> -> tensor<?xf32>
  %r = scf.for %i = %c0 to %c3 step %c1 iter_args(%y = %flat) -> (tensor<?xf32>) {
    %n = ag.neg %y : tensor<?xf32> -> tensor<?xf32>
    scf.yield %n : tensor<?xf32>
  }
  return %r : tensor<?xf32>
}
