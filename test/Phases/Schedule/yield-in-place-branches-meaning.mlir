// Branches exchange a loop's iter_args, and a while loop keeps one.
// RUN: ag-run %s --entry=swap --on=cpu --input=randn:1 --input=randn:2 --same-as=%s
// RUN: ag-run %s --entry=while --on=cpu --input=randn:1 --input=zeros --same-as=%s
// RUN: ag-run %s --entry=twins --on=cpu --input=iota --same-as=%s
func.func @swap(%x: tensor<4xf32>, %y: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %r:2 = scf.for %i = %c0 to %c4 step %c1 iter_args(%s = %x, %p = %y) -> (tensor<4xf32>, tensor<4xf32>) {
    %b = arith.cmpi ne, %i, %c1 : index
    %t:2 = scf.if %b -> (tensor<4xf32>, tensor<4xf32>) {
      %u = ag.add %p, %s : tensor<4xf32>
      scf.yield %p, %u : tensor<4xf32>, tensor<4xf32>
    } else {
      scf.yield %s, %p : tensor<4xf32>, tensor<4xf32>
    }
    scf.yield %t#0, %t#1 : tensor<4xf32>, tensor<4xf32>
  }
  return %r#0, %r#1 : tensor<4xf32>, tensor<4xf32>
}

func.func @while(%x: tensor<4xf32>, %n: tensor<i32>) -> (tensor<4xf32>, tensor<i32>) {
  %c1 = arith.constant 1 : i32
  %c5 = arith.constant 5 : i32
  %r:2 = scf.while (%s = %x, %k = %n) : (tensor<4xf32>, tensor<i32>) -> (tensor<4xf32>, tensor<i32>) {
    %m = tensor.extract %k[] : tensor<i32>
    %go = arith.cmpi slt, %m, %c5 : i32
    scf.condition(%go) %s, %k : tensor<4xf32>, tensor<i32>
  } do {
  ^bb0(%s: tensor<4xf32>, %k: tensor<i32>):
    %m = tensor.extract %k[] : tensor<i32>
    %b = arith.cmpi eq, %m, %c1 : i32
    %t = scf.if %b -> (tensor<4xf32>) {
      scf.yield %s : tensor<4xf32>
    } else {
      %u = ag.add %s, %x : tensor<4xf32>
      scf.yield %u : tensor<4xf32>
    }
    %m1 = arith.addi %m, %c1 : i32
    %k1 = tensor.from_elements %m1 : tensor<i32>
    scf.yield %t, %k1 : tensor<4xf32>, tensor<i32>
  }
  return %r#0, %r#1 : tensor<4xf32>, tensor<i32>
}

// One branch exchanges the iter_args; the other one yields one value for both.
func.func @twins(%x: tensor<4xf32>, %y: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %r:2 = scf.for %j = %c0 to %c2 step %c1 iter_args(%a = %x, %b = %y) -> (tensor<4xf32>, tensor<4xf32>) {
    %e = arith.cmpi eq, %j, %c0 : index
    %s:2 = scf.if %e -> (tensor<4xf32>, tensor<4xf32>) {
      scf.yield %b, %a : tensor<4xf32>, tensor<4xf32>
    } else {
      %n = ag.mul %a, %b : tensor<4xf32>
      scf.yield %n, %n : tensor<4xf32>, tensor<4xf32>
    }
    scf.yield %s#0, %s#1 : tensor<4xf32>, tensor<4xf32>
  }
  return %r#0, %r#1 : tensor<4xf32>, tensor<4xf32>
}
