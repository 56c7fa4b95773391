// Branches compute the next values of these iter_args, and none of them in
// place. Each iteration copies them to the buffers of the iter_args.
// RUN: ag-run %s --entry=chosen --on=cpu --input=randn:1 --input=randn:2 --input=ones --same-as=%s
// RUN: ag-run %s --entry=chosen --on=cpu --input=randn:1 --input=randn:2 --input=zeros --threads=2 --same-as=%s
// RUN: ag-run %s --entry=best --on=cpu --dim n=5 --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=best --on=cpu --dim n=0 --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=nested --on=cpu --input=randn:1 --input=randn:2 --input=randn:3 --same-as=%s
// RUN: ag-run %s --entry=renewed_while --on=cpu --input=randn:1 --input=randn:2 --input=ones --same-as=%s
// RUN: ag-run %s --entry=renewed_while --on=cpu --input=randn:1 --input=randn:2 --input=zeros --same-as=%s
// RUN: ag-run %s --entry=empty --on=cpu --input=randn:1 --input=randn:2 --input=ones --same-as=%s

// One branch computes the next value and the other one yields the other
// iter_arg. The old value is read after both.
func.func @chosen(%a: tensor<8xf32>, %b: tensor<8xf32>, %k: tensor<i1>) -> (tensor<8xf32>, tensor<8xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %p = tensor.extract %k[] : tensor<i1>
  %r:2 = scf.for %i = %c0 to %c3 step %c1 iter_args(%x = %a, %y = %b) -> (tensor<8xf32>, tensor<8xf32>) {
    %s = scf.if %p -> (tensor<8xf32>) {
      %g = ag.tanh %x : tensor<8xf32>
      scf.yield %g : tensor<8xf32>
    } else {
      scf.yield %y : tensor<8xf32>
    }
    %u = ag.exp %x : tensor<8xf32>
    scf.yield %s, %u : tensor<8xf32>, tensor<8xf32>
  }
  return %r#0, %r#1 : tensor<8xf32>, tensor<8xf32>
}

func.func @best(%a: tensor<?xf32> {ag.dims = ["n"]}) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c5 = arith.constant 5 : index
  %r:2 = scf.for %i = %c0 to %c5 step %c1 iter_args(%x = %a, %y = %a) -> (tensor<?xf32>, tensor<?xf32>) {
    %n = ag.sin %x : tensor<?xf32>
    %0 = ag.reduce sum %n [0] : tensor<?xf32> -> tensor<f32>
    %1 = ag.reduce sum %y [0] : tensor<?xf32> -> tensor<f32>
    %2 = ag.compare gt %0, %1 : tensor<f32>, tensor<f32> -> tensor<i1>
    %p = tensor.extract %2[] : tensor<i1>
    %s = scf.if %p -> (tensor<?xf32>) {
      scf.yield %n : tensor<?xf32>
    } else {
      scf.yield %y : tensor<?xf32>
    }
    scf.yield %n, %s : tensor<?xf32>, tensor<?xf32>
  }
  return %r#1 : tensor<?xf32>
}

// Three iter_args rotate in nested branches.
func.func @nested(%a: tensor<4xf32>, %b: tensor<4xf32>, %c: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %c7 = arith.constant 7 : index
  %r:3 = scf.for %i = %c0 to %c7 step %c1 iter_args(%x = %a, %y = %b, %z = %c) -> (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) {
    %m = arith.remui %i, %c3 : index
    %p = arith.cmpi eq, %m, %c0 : index
    %q = arith.cmpi eq, %m, %c1 : index
    %s:2 = scf.if %p -> (tensor<4xf32>, tensor<4xf32>) {
      %e = ag.sin %y : tensor<4xf32>
      scf.yield %e, %x : tensor<4xf32>, tensor<4xf32>
    } else {
      %t = scf.if %q -> (tensor<4xf32>) {
        scf.yield %z : tensor<4xf32>
      } else {
        %e = ag.mul %x, %z : tensor<4xf32>
        scf.yield %e : tensor<4xf32>
      }
      scf.yield %t, %t : tensor<4xf32>, tensor<4xf32>
    }
    %w = ag.sub %s#0, %x : tensor<4xf32>
    scf.yield %w, %s#1, %s#0 : tensor<4xf32>, tensor<4xf32>, tensor<4xf32>
  }
  return %r#0, %r#1, %r#2 : tensor<4xf32>, tensor<4xf32>, tensor<4xf32>
}

// Both terminators of a while loop yield them. The body never runs if %k is 0.
func.func @renewed_while(%a: tensor<4xf32>, %b: tensor<4xf32>, %k: tensor<i32>) -> (tensor<4xf32>, tensor<4xf32>) {
  %one = arith.constant 1 : i32
  %five = arith.constant 5 : i32
  %z = arith.constant dense<0> : tensor<i32>
  %n = tensor.extract %k[] : tensor<i32>
  %end = arith.muli %n, %five : i32
  %r:3 = scf.while (%x = %a, %y = %b, %k0 = %z) : (tensor<4xf32>, tensor<4xf32>, tensor<i32>) -> (tensor<4xf32>, tensor<4xf32>, tensor<i32>) {
    %m = tensor.extract %k0[] : tensor<i32>
    %go = arith.cmpi slt, %m, %end : i32
    %p = arith.cmpi eq, %m, %one : i32
    %s = scf.if %p -> (tensor<4xf32>) {
      scf.yield %y : tensor<4xf32>
    } else {
      scf.yield %x : tensor<4xf32>
    }
    scf.condition(%go) %s, %x, %k0 : tensor<4xf32>, tensor<4xf32>, tensor<i32>
  } do {
  ^bb0(%x: tensor<4xf32>, %y: tensor<4xf32>, %k0: tensor<i32>):
    %m = tensor.extract %k0[] : tensor<i32>
    %p = arith.cmpi slt, %m, %one : i32
    %s = scf.if %p -> (tensor<4xf32>) {
      %g = ag.tanh %x : tensor<4xf32>
      scf.yield %g : tensor<4xf32>
    } else {
      scf.yield %y : tensor<4xf32>
    }
    %u = ag.exp %x : tensor<4xf32>
    %m1 = arith.addi %m, %one : i32
    %k1 = tensor.from_elements %m1 : tensor<i32>
    scf.yield %s, %u, %k1 : tensor<4xf32>, tensor<4xf32>, tensor<i32>
  }
  return %r#0, %r#1 : tensor<4xf32>, tensor<4xf32>
}

func.func @empty(%a: tensor<0xf32>, %b: tensor<0xf32>, %k: tensor<i1>) -> (tensor<0xf32>, tensor<0xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %p = tensor.extract %k[] : tensor<i1>
  %r:2 = scf.for %i = %c0 to %c3 step %c1 iter_args(%x = %a, %y = %b) -> (tensor<0xf32>, tensor<0xf32>) {
    %s = scf.if %p -> (tensor<0xf32>) {
      scf.yield %x : tensor<0xf32>
    } else {
      scf.yield %y : tensor<0xf32>
    }
    scf.yield %s, %x : tensor<0xf32>, tensor<0xf32>
  }
  return %r#0, %r#1 : tensor<0xf32>, tensor<0xf32>
}
