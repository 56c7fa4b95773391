// A value in one result's memory is needed by the other branch after that
// branch has written there.
// RUN: ag-run %s --entry=crossed --on=cpu --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=crossed --on=cpu --input=zeros --poison-memory --same-as=%s
// RUN: ag-run %s --entry=updated --on=cpu --input=iota --same-as=%s
// RUN: ag-run %s --entry=updated --on=cpu --input=zeros --poison-memory --same-as=%s
// RUN: ag-run %s --entry=rows --dim n=9 --on=cpu --input=iota --same-as=%s
// RUN: ag-run %s --entry=rows --dim n=9 --on=cpu --input=zeros --poison-memory --same-as=%s
func.func @crossed(%x: tensor<4xi32>, %y: tensor<4xi32>, %c: tensor<1xi1>) -> (tensor<4xi32>, tensor<4xi32>, tensor<4xi32>) {
  %c0 = arith.constant 0 : index
  %b = tensor.extract %c[%c0] : tensor<1xi1>
  %e = ag.neg %y : tensor<4xi32>
  %r:2 = scf.if %b -> (tensor<4xi32>, tensor<4xi32>) {
    %v = ag.add %x, %x : tensor<4xi32>
    scf.yield %v, %e : tensor<4xi32>, tensor<4xi32>
  } else {
    %v = ag.mul %x, %x : tensor<4xi32>
    scf.yield %e, %v : tensor<4xi32>, tensor<4xi32>
  }
  return %r#1, %r#0, %r#1 : tensor<4xi32>, tensor<4xi32>, tensor<4xi32>
}

func.func @updated(%x: tensor<3x8xi32>, %y: tensor<8x3xi32>, %c: tensor<6xi32>) -> (tensor<8x3xi32>, tensor<8x3xi32>) {
  %c0 = arith.constant 0 : index
  %c2 = arith.constant 2 : index
  %c4 = arith.constant 4 : index
  %e = tensor.extract %c[%c2] : tensor<6xi32>
  %one = arith.constant 1 : i32
  %b = arith.cmpi sgt, %e, %one : i32
  %p = tensor.extract_slice %y[0, 0] [4, 3] [1, 1] : tensor<8x3xi32> to tensor<4x3xi32>
  %u = tensor.insert_slice %p into %y[4, 0] [4, 3] [1, 1] : tensor<4x3xi32> into tensor<8x3xi32>
  %r:2 = scf.if %b -> (tensor<8x3xi32>, tensor<8x3xi32>) {
    scf.yield %u, %u : tensor<8x3xi32>, tensor<8x3xi32>
  } else {
    %t = ag.transpose %x [1, 0] : tensor<3x8xi32> -> tensor<8x3xi32>
    scf.yield %y, %t : tensor<8x3xi32>, tensor<8x3xi32>
  }
  return %y, %r#1 : tensor<8x3xi32>, tensor<8x3xi32>
}

func.func @rows(%x: tensor<?xi32> {ag.dims = ["n"]}, %y: tensor<?x3xi32> {ag.dims = ["n", 3]}, %c: tensor<6xi32>) -> (tensor<?xi32>, tensor<?xi32>) {
  %c0 = arith.constant 0 : index
  %c2 = arith.constant 2 : index
  %n = tensor.dim %x, %c0 : tensor<?xi32>
  %one = arith.constant 1 : i32
  %e0 = tensor.extract %c[%c0] : tensor<6xi32>
  %b0 = arith.cmpi sgt, %e0, %one : i32
  %e2 = tensor.extract %c[%c2] : tensor<6xi32>
  %b2 = arith.cmpi sgt, %e2, %one : i32
  %r:3 = scf.if %b0 -> (tensor<?xi32>, tensor<?xi32>, tensor<?xi32>) {
    %p = tensor.extract_slice %y[0, 0] [%n, 1] [1, 1] : tensor<?x3xi32> to tensor<?xi32>
    scf.yield %p, %p, %p : tensor<?xi32>, tensor<?xi32>, tensor<?xi32>
  } else {
    scf.yield %x, %x, %x : tensor<?xi32>, tensor<?xi32>, tensor<?xi32>
  }
  %s:2 = scf.if %b2 -> (tensor<?xi32>, tensor<?xi32>) {
    %z = ag.sub %x, %x : tensor<?xi32>
    scf.yield %z, %z : tensor<?xi32>, tensor<?xi32>
  } else {
    scf.yield %r#2, %x : tensor<?xi32>, tensor<?xi32>
  }
  return %s#0, %s#0 : tensor<?xi32>, tensor<?xi32>
}
