// RUN: split-file %s %t
// RUN: ag-run %t/meet.mlir --grad --entry=main_grad --input=iota | FileCheck %s --check-prefix=MEET
// RUN: ag-run %t/xor.mlir --grad --entry=main_grad --input=iota --input=zeros --input=zeros | FileCheck %s --check-prefix=XOR
// RUN: ag-run %t/diagonal.mlir --grad --entry=main_grad --input=iota | FileCheck %s --check-prefix=DIAGONAL
// RUN: ag-run %t/delay.mlir --grad --entry=main_grad --input=iota | FileCheck %s --check-prefix=DELAY
// RUN: ag-run %t/none.mlir --grad --entry=main_grad --input=iota --input=zeros | FileCheck %s --check-prefix=NONE
// RUN: ag-run %t/carried.mlir --grad --entry=main_grad --input=iota | FileCheck %s --check-prefix=CARRIED
// RUN: ag-opt --grad %t/norm.mlir | FileCheck %s --check-prefix=NORM
// RUN: ag-opt --grad %t/sides.mlir | FileCheck %s --check-prefix=SIDES

// One cotangent has a gap where the condition of the other select is false.
// MEET: f64[4] [0, 1, 0.3535{{.*}}, 0.2886
// `b xor c` is not the opposite of `b`.
// XOR: f64[4] [0, 0, 0, 0]
// Only the diagonal is read.
// DIAGONAL: f64[2, 2] {{.}}[0.5, 0], [0, 0.25]
// Values that the last iterations do not yield are left out, as are those of a
// loop without iterations.
// DELAY: f64[4] [0, 6, 192, 1458]
// NONE: f64[4] [1, 1, 1, 1]
// An iter_arg does not always have the value that it is initialized with.
// CARRIED: f64[4] [0, 1.5, 2.1213{{.*}}, 2.5980

// The slope of a norm is finite. The two sides of a select have no gap.
// NORM-LABEL: func.func @main_grad
// NORM-NOT: ag.compare
// NORM: return
// SIDES-LABEL: func.func @main_grad
// SIDES-COUNT-2: ag.select
// SIDES-NOT: ag.select
// SIDES: return

//--- meet.mlir
func.func @main(%x: tensor<4xf64>) -> tensor<f64> {
  %zero = arith.constant dense<0.0> : tensor<4xf64>
  %a = arith.constant dense<[false, true, true, false]> : tensor<4xi1>
  %b = arith.constant dense<[true, true, false, true]> : tensor<4xi1>
  %s = ag.sqrt %x : tensor<4xf64>
  %0 = ag.select %a, %s, %zero : tensor<4xi1>, tensor<4xf64>, tensor<4xf64> -> tensor<4xf64>
  %1 = ag.select %b, %s, %zero : tensor<4xi1>, tensor<4xf64>, tensor<4xf64> -> tensor<4xf64>
  %2 = ag.slice %1 [1] [3] [1] : tensor<4xf64> -> tensor<3xf64>
  %3 = ag.reduce sum %0 [0] : tensor<4xf64> -> tensor<f64>
  %4 = ag.reduce sum %2 [0] : tensor<3xf64> -> tensor<f64>
  %r = ag.add %3, %4 : tensor<f64>
  return %r : tensor<f64>
}

//--- xor.mlir
#at = affine_map<(i) -> (i)>
func.func @main(%x: tensor<4xf64>, %p: tensor<4xi1>, %q: tensor<4xi1>) -> tensor<f64> {
  %e = tensor.empty() : tensor<4xf64>
  %y = linalg.generic {indexing_maps = [#at, #at, #at, #at], iterator_types = ["parallel"]}
      ins(%x, %p, %q : tensor<4xf64>, tensor<4xi1>, tensor<4xi1>) outs(%e : tensor<4xf64>) {
  ^bb0(%a: f64, %b: i1, %c: i1, %o: f64):
    %zero = arith.constant 0.0 : f64
    %s = math.sqrt %a : f64
    %d = arith.xori %b, %c : i1
    %0 = arith.select %b, %s, %zero : f64
    %1 = arith.select %d, %s, %zero : f64
    %2 = arith.addf %0, %1 : f64
    linalg.yield %2 : f64
  } -> tensor<4xf64>
  %r = ag.reduce sum %y [0] : tensor<4xf64> -> tensor<f64>
  return %r : tensor<f64>
}

//--- diagonal.mlir
func.func @main(%x: tensor<2x2xf64>) -> tensor<f64> {
  %c = arith.constant dense<[[1.0, -1.0], [-2.0, 1.0]]> : tensor<2x2xf64>
  %w = arith.constant dense<1.0> : tensor<2xf64>
  %0 = ag.add %x, %c : tensor<2x2xf64>
  %s = ag.sqrt %0 : tensor<2x2xf64>
  %d = ag.contract "ii,i->" %s, %w : tensor<2x2xf64>, tensor<2xf64> -> tensor<f64>
  return %d : tensor<f64>
}

//--- delay.mlir
func.func @main(%x: tensor<4xf64>) -> tensor<f64> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %s = ag.sqrt %x : tensor<4xf64>
  %y, %z = scf.for %i = %c0 to %c2 step %c1 iter_args(%t = %x, %u = %s) -> (tensor<4xf64>, tensor<4xf64>) {
    %0 = ag.mul %t, %t : tensor<4xf64>
    scf.yield %0, %t : tensor<4xf64>, tensor<4xf64>
  }
  %w = ag.mul %y, %z : tensor<4xf64>
  %r = ag.reduce sum %w [0] : tensor<4xf64> -> tensor<f64>
  return %r : tensor<f64>
}

//--- none.mlir
func.func @main(%x: tensor<4xf64>, %n: tensor<i64>) -> tensor<f64> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %0 = tensor.extract %n[] : tensor<i64>
  %1 = arith.index_cast %0 : i64 to index
  %s = ag.log %x : tensor<4xf64>
  %y = scf.for %i = %c0 to %1 step %c1 iter_args(%t = %x) -> tensor<4xf64> {
    %2 = ag.mul %t, %s : tensor<4xf64>
    scf.yield %2 : tensor<4xf64>
  }
  %r = ag.reduce sum %y [0] : tensor<4xf64> -> tensor<f64>
  return %r : tensor<f64>
}

//--- carried.mlir
func.func @main(%x: tensor<4xf64>) -> tensor<f64> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %one = arith.constant dense<1.0> : tensor<4xf64>
  %y = scf.for %i = %c0 to %c2 step %c1 iter_args(%t = %one) -> tensor<4xf64> {
    %0 = ag.sqrt %t : tensor<4xf64>
    %1 = ag.mul %0, %x : tensor<4xf64>
    scf.yield %1 : tensor<4xf64>
  }
  %p = ag.slice %y [1] [3] [1] : tensor<4xf64> -> tensor<3xf64>
  %r = ag.reduce sum %p [0] : tensor<3xf64> -> tensor<f64>
  return %r : tensor<f64>
}

//--- norm.mlir
func.func @main(%x: tensor<4x8xf64>) -> tensor<f64> {
  %eps = arith.constant dense<1.0e-5> : tensor<4xf64>
  %0 = ag.mul %x, %x : tensor<4x8xf64>
  %1 = ag.reduce sum %0 [1] : tensor<4x8xf64> -> tensor<4xf64>
  %2 = ag.add %1, %eps : tensor<4xf64>
  %3 = ag.rsqrt %2 : tensor<4xf64>
  %4 = ag.slice %3 [1] [3] [1] : tensor<4xf64> -> tensor<3xf64>
  %r = ag.reduce sum %4 [0] : tensor<3xf64> -> tensor<f64>
  return %r : tensor<f64>
}

//--- sides.mlir
func.func @main(%x: tensor<4xf64>, %g: tensor<4xf64>) -> tensor<f64> {
  %zero = arith.constant dense<0.0> : tensor<4xf64>
  %0 = ag.mul %x, %g : tensor<4xf64>
  %1 = ag.compare gt %0, %zero : tensor<4xf64>, tensor<4xf64> -> tensor<4xi1>
  %2 = ag.expm1 %0 : tensor<4xf64>
  %3 = ag.select %1, %0, %2 : tensor<4xi1>, tensor<4xf64>, tensor<4xf64> -> tensor<4xf64>
  %r = ag.reduce sum %3 [0] : tensor<4xf64> -> tensor<f64>
  return %r : tensor<f64>
}
