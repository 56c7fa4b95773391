// The memory of a result is not written while another value in it is still to
// be read.
// RUN: ag-run %s --entry=loop --on=cpu --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=loops --on=cpu --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=fill --on=cpu --input=randn:1 --input=randn:2 --same-as=%s
// RUN: ag-run %s --entry=branch --on=cpu --input=randn:1 --input=ones --same-as=%s
// RUN: ag-run %s --entry=branch --on=cpu --input=randn:1 --input=zeros --same-as=%s

// A loop's initial value is a result too.
func.func @loop(%x: tensor<3xf32>) -> (tensor<3xf32>, tensor<3xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %f = ag.exp %x : tensor<3xf32>
  %r = scf.for %i = %c0 to %c4 step %c1 iter_args(%p = %f) -> (tensor<3xf32>) {
    %m = ag.add %p, %x : tensor<3xf32>
    scf.yield %m : tensor<3xf32>
  }
  return %r, %f : tensor<3xf32>, tensor<3xf32>
}

// A second loop starts from the first one's result.
func.func @loops(%x: tensor<3xf32>) -> (tensor<3xf32>, tensor<3xf32>, tensor<3xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %f = ag.exp %x : tensor<3xf32>
  %r = scf.for %i = %c0 to %c4 step %c1 iter_args(%p = %f) -> (tensor<3xf32>) {
    %m = ag.add %p, %x : tensor<3xf32>
    scf.yield %m : tensor<3xf32>
  }
  %s = scf.for %i = %c0 to %c4 step %c1 iter_args(%p = %r) -> (tensor<3xf32>) {
    %m = ag.mul %p, %x : tensor<3xf32>
    scf.yield %m : tensor<3xf32>
  }
  return %s, %r, %r : tensor<3xf32>, tensor<3xf32>, tensor<3xf32>
}

// Two sums start from one fill.
func.func @fill(%a: tensor<3x3xf32>, %b: tensor<3x3xf32>) -> (tensor<f32>, tensor<f32>) {
  %c = ag.contract "ij,ij->" %a, %a : tensor<3x3xf32>, tensor<3x3xf32> -> tensor<f32>
  %d = ag.contract "ij,ij->" %b, %b : tensor<3x3xf32>, tensor<3x3xf32> -> tensor<f32>
  return %c, %d : tensor<f32>, tensor<f32>
}

// Both branches write to a tensor that is read after them.
func.func @branch(%x: tensor<3x3xf32>, %b: tensor<i1>) -> (tensor<3x3xf32>, tensor<3x3xf32>) {
  %f = ag.exp %x : tensor<3x3xf32>
  %yes = tensor.extract %b[] : tensor<i1>
  %row = tensor.extract_slice %x[0, 0] [1, 3] [1, 1] : tensor<3x3xf32> to tensor<1x3xf32>
  %r = scf.if %yes -> (tensor<3x3xf32>) {
    %u = tensor.insert_slice %row into %f[0, 0] [1, 3] [1, 1] : tensor<1x3xf32> into tensor<3x3xf32>
    scf.yield %u : tensor<3x3xf32>
  } else {
    %v = tensor.insert_slice %row into %f[2, 0] [1, 3] [1, 1] : tensor<1x3xf32> into tensor<3x3xf32>
    scf.yield %v : tensor<3x3xf32>
  }
  %t = ag.add %f, %x : tensor<3x3xf32>
  return %r, %t : tensor<3x3xf32>, tensor<3x3xf32>
}
