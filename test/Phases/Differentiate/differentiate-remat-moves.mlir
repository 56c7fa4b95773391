// RUN: ag-compile --grad=main:wrt=0 --remat=recompute %s -o %t.o --remarks=kept,redone 2>&1 | FileCheck %s
// RUN: ag-compile --grad=main:wrt=0 %s -o %t.o --remarks=kept 2>&1 | FileCheck %s --check-prefix=AUTO
// RUN: ag-compile --grad=upstream:wrt=0 --remat=recompute %s -o %t.o --remarks=kept 2>&1 | FileCheck %s --check-prefix=UPSTREAM
// RUN: ag-compile --grad=picked:wrt=0 --remat=recompute %s -o %t.o --remarks=kept 2>&1 | FileCheck %s --check-prefix=PICKED
// RUN: ag-run %s --entry=main --verify-grad --remat=recompute --max-steps=100000 | FileCheck %s --check-prefix=PROVED
// RUN: ag-run %s --entry=upstream --verify-grad --remat=recompute --max-steps=100000 | FileCheck %s --check-prefix=PROVED
// RUN: ag-run %s --entry=picked --verify-grad --remat=recompute --max-steps=100000 | FileCheck %s --check-prefix=PROVED

// With --remat=recompute, ops that move elements are computed again, so that
// each loop keeps its iter_arg alone. Otherwise the result of the roll is kept.

// CHECK-COUNT-1: analysis kept: a tensor<20xf64> is kept
// CHECK-NOT: analysis kept
// AUTO-COUNT-2: analysis kept: a tensor<20xf64> is kept
// UPSTREAM-COUNT-1: analysis kept: a tensor<20xf64> is kept
// UPSTREAM-NOT: analysis kept
// PICKED-COUNT-1: analysis kept: a tensor<20xf64> is kept
// PICKED-NOT: analysis kept
// PROVED: same

func.func @main(%x: tensor<20xf64>) -> tensor<20xf64> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c10 = arith.constant 10 : index
  %r = scf.for %i = %c0 to %c10 step %c1 iter_args(%t = %x) -> tensor<20xf64> {
    %a = ag.slice %t [19] [1] [1] : tensor<20xf64> -> tensor<1xf64>
    %b = ag.slice %t [0] [19] [1] : tensor<20xf64> -> tensor<19xf64>
    %c = ag.concat 0 %a, %b : tensor<1xf64>, tensor<19xf64> -> tensor<20xf64>
    %s = ag.sin %c : tensor<20xf64>
    %y = ag.mul %s, %t : tensor<20xf64>
    scf.yield %y : tensor<20xf64>
  }
  return %r : tensor<20xf64>
}

func.func @upstream(%x: tensor<20xf64>) -> tensor<20xf64> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c10 = arith.constant 10 : index
  %r = scf.for %i = %c0 to %c10 step %c1 iter_args(%t = %x) -> tensor<20xf64> {
    %a = tensor.extract_slice %t [19] [1] [1] : tensor<20xf64> to tensor<1xf64>
    %b = tensor.extract_slice %t [0] [19] [1] : tensor<20xf64> to tensor<19xf64>
    %c = tensor.concat dim(0) %a, %b : (tensor<1xf64>, tensor<19xf64>) -> tensor<20xf64>
    %s = ag.sin %c : tensor<20xf64>
    %y = ag.mul %s, %t : tensor<20xf64>
    scf.yield %y : tensor<20xf64>
  }
  return %r : tensor<20xf64>
}

func.func @picked(%x: tensor<20xf64>, %i: tensor<20xi32>) -> tensor<20xf64> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c10 = arith.constant 10 : index
  %zero = arith.constant dense<0.0> : tensor<f64>
  %r = scf.for %k = %c0 to %c10 step %c1 iter_args(%t = %x) -> tensor<20xf64> {
    %c = ag.gather 0 clamp %t, %i : tensor<20xf64>, tensor<20xi32> -> tensor<20xf64>
    %p = ag.pad %c low [1] high [1] with %zero : tensor<20xf64>, tensor<f64> -> tensor<22xf64>
    %s = ag.slice %p [1] [20] [1] : tensor<22xf64> -> tensor<20xf64>
    %e = ag.sin %s : tensor<20xf64>
    %y = ag.mul %e, %t : tensor<20xf64>
    scf.yield %y : tensor<20xf64>
  }
  return %r : tensor<20xf64>
}
