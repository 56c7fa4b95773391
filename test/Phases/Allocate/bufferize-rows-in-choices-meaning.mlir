// A choice yields a row of a new array, or an argument: the row has another layout. The row also sets a row of an array.
// RUN: ag-run %s --entry=row --on=cpu --input=ones --input=randn:1 --input=randn:2 --input=randn:3 --same-as=%s
// RUN: ag-run %s --entry=row --on=cpu --input=zeros --input=randn:1 --input=randn:2 --input=randn:3 --same-as=%s
// RUN: ag-run %s --entry=row --on=emulator --input=zeros --input=randn:1 --input=randn:2 --input=randn:3 --same-as=%s
// RUN: ag-run %s --entry=read --on=cpu --input=randn:1 --input=randn:2 --input=iota --same-as=%s
// RUN: ag-run %s --entry=read --on=emulator --input=randn:1 --input=randn:2 --input=iota --same-as=%s
// RUN: ag-run %s --entry=again --on=cpu --input=randn:1 --input=randn:2 --input=iota --same-as=%s
// RUN: ag-run %s --entry=again --on=emulator --input=randn:1 --input=randn:2 --input=iota --same-as=%s
// RUN: ag-run %s --entry=grouped --on=cpu --input=randn:1 --input=randn:2 --input=iota --same-as=%s
// RUN: ag-run %s --entry=grouped --on=emulator --input=randn:1 --input=randn:2 --input=iota --same-as=%s
// RUN: ag-opt %s --to=allocate | FileCheck %s

func.func @row(%c: tensor<i1>, %x: tensor<4xf32>, %y: tensor<2x2x2xf32>, %big: tensor<9x2x2xf32>) -> (tensor<4xf32>, tensor<9x2x2xf32>) {
  %b = tensor.extract %c[] : tensor<i1>
  %0:2 = scf.if %b -> (tensor<4xf32>, tensor<9x2x2xf32>) {
    scf.yield %x, %big : tensor<4xf32>, tensor<9x2x2xf32>
  } else {
    %e = ag.exp %y : tensor<2x2x2xf32>
    %s = ag.slice %e [1, 0, 0] [1, 2, 2] [1, 1, 1] : tensor<2x2x2xf32> -> tensor<1x2x2xf32>
    %r = ag.reshape %s : tensor<1x2x2xf32> -> tensor<4xf32>
    %u = ag.update %big, %s [3, 0, 0] [1, 1, 1] : tensor<9x2x2xf32>, tensor<1x2x2xf32> -> tensor<9x2x2xf32>
    scf.yield %r, %u : tensor<4xf32>, tensor<9x2x2xf32>
  }
  %1 = ag.sin %0#0 : tensor<4xf32>
  return %1, %0#1 : tensor<4xf32>, tensor<9x2x2xf32>
}

// A branch yields a carried array that it has changed, and a row of that, which is read after the next change. The row is
// copied, and not the array.
// CHECK-LABEL: func.func @read(
// CHECK: memref.copy %arg0, %arg{{[0-9]+}} : memref<4x211xf32>
// CHECK-NOT: copy %{{.*}} : memref<4x211xf32>
// CHECK: return
func.func @read(%x: tensor<4x211xf32>, %v: tensor<4xf32>, %n: tensor<6xi64>) -> (tensor<4x211xf32>, tensor<4xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c6 = arith.constant 6 : index
  %r:2 = scf.for %i = %c0 to %c6 step %c1 iter_args(%a = %x, %w = %v) -> (tensor<4x211xf32>, tensor<4xf32>) {
    %number = tensor.extract %n[%i] : tensor<6xi64>
    %at = arith.index_cast %number : i64 to index
    %rest = arith.remui %i, %c2 : index
    %odd = arith.cmpi eq, %rest, %c1 : index
    %p:2 = scf.if %odd -> (tensor<4x211xf32>, tensor<4xf32>) {
      %t = ag.reshape %w : tensor<4xf32> -> tensor<4x1xf32>
      %old = ag.slice %a [0, %at] [4, 1] [1, 1] : tensor<4x211xf32> -> tensor<4x1xf32>
      %s = ag.add %old, %t : tensor<4x1xf32>
      %set = ag.update %a, %s [0, %at] [1, 1] : tensor<4x211xf32>, tensor<4x1xf32> -> tensor<4x211xf32>
      %ids = ag.slice %n [2] [2] [1] : tensor<6xi64> -> tensor<2xi64>
      %two = ag.concat 1 %t, %s : tensor<4x1xf32>, tensor<4x1xf32> -> tensor<4x2xf32>
      %more = ag.scatter 1 error %set, %ids, %two : tensor<4x211xf32>, tensor<2xi64>, tensor<4x2xf32> -> tensor<4x211xf32>
      %other = ag.slice %more [0, %at] [4, 1] [1, 1] : tensor<4x211xf32> -> tensor<4x1xf32>
      %row = ag.reshape %other : tensor<4x1xf32> -> tensor<4xf32>
      scf.yield %more, %row : tensor<4x211xf32>, tensor<4xf32>
    } else {
      scf.yield %a, %w : tensor<4x211xf32>, tensor<4xf32>
    }
    %even = arith.cmpi eq, %rest, %c0 : index
    %q:2 = scf.if %even -> (tensor<4x211xf32>, tensor<4xf32>) {
      %t = ag.reshape %v : tensor<4xf32> -> tensor<4x1xf32>
      %set = ag.update %p#0, %t [0, %i] [1, 1] : tensor<4x211xf32>, tensor<4x1xf32> -> tensor<4x211xf32>
      %next = ag.tanh %p#1 : tensor<4xf32>
      scf.yield %set, %next : tensor<4x211xf32>, tensor<4xf32>
    } else {
      scf.yield %p#0, %p#1 : tensor<4x211xf32>, tensor<4xf32>
    }
    scf.yield %q#0, %q#1 : tensor<4x211xf32>, tensor<4xf32>
  }
  return %r#0, %r#1 : tensor<4x211xf32>, tensor<4xf32>
}

// A row is set, and set again in one branch.
// CHECK-LABEL: func.func @again(
// CHECK: memref.copy %arg0, %arg{{[0-9]+}} : memref<211x4xf32>
// CHECK-NOT: copy %{{.*}} : memref<211x4xf32>
// CHECK: return
func.func @again(%x: tensor<211x4xf32>, %v: tensor<4xf32>, %n: tensor<6xi64>) -> tensor<211x4xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c6 = arith.constant 6 : index
  %r = scf.for %i = %c0 to %c6 step %c1 iter_args(%a = %x) -> tensor<211x4xf32> {
    %number = tensor.extract %n[%i] : tensor<6xi64>
    %at = arith.index_cast %number : i64 to index
    %row = ag.reshape %v : tensor<4xf32> -> tensor<1x4xf32>
    %old = ag.slice %a [%at, 0] [1, 4] [1, 1] : tensor<211x4xf32> -> tensor<1x4xf32>
    %s = ag.add %old, %row : tensor<1x4xf32>
    %set = ag.update %a, %s [%at, 0] [1, 1] : tensor<211x4xf32>, tensor<1x4xf32> -> tensor<211x4xf32>
    %rest = arith.remui %i, %c2 : index
    %odd = arith.cmpi eq, %rest, %c1 : index
    %p = scf.if %odd -> tensor<211x4xf32> {
      %other = ag.update %set, %row [%at, 0] [1, 1] : tensor<211x4xf32>, tensor<1x4xf32> -> tensor<211x4xf32>
      scf.yield %other : tensor<211x4xf32>
    } else {
      scf.yield %set : tensor<211x4xf32>
    }
    scf.yield %p : tensor<211x4xf32>
  }
  return %r : tensor<211x4xf32>
}

// A group reads rows of two arrays, one of them before a branch sets a row of it.
// CHECK-LABEL: func.func @grouped(
// CHECK-DAG: memref.copy %arg0, %arg{{[0-9]+}} : memref<211x4xf32>
// CHECK-DAG: memref.copy %arg0, %arg{{[0-9]+}} : memref<211x4xf32>
// CHECK-NOT: copy %{{.*}} : memref<211x4xf32>
// CHECK: return
func.func @grouped(%x: tensor<211x4xf32>, %v: tensor<4xf32>, %n: tensor<6xi64>) -> (tensor<211x4xf32>, tensor<211x4xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c6 = arith.constant 6 : index
  %r:2 = scf.for %i = %c0 to %c6 step %c1 iter_args(%a = %x, %b = %x) -> (tensor<211x4xf32>, tensor<211x4xf32>) {
    %number = tensor.extract %n[%i] : tensor<6xi64>
    %at = arith.index_cast %number : i64 to index
    %two = ag.slice %a [%at, 0] [2, 4] [1, 1] : tensor<211x4xf32> -> tensor<2x4xf32>
    %one = ag.slice %two [0, 0] [1, 4] [1, 1] : tensor<2x4xf32> -> tensor<1x4xf32>
    %other = ag.slice %two [1, 0] [1, 4] [1, 1] : tensor<2x4xf32> -> tensor<1x4xf32>
    %sum = ag.add %one, %other : tensor<1x4xf32>
    %rest = arith.remui %i, %c2 : index
    %odd = arith.cmpi eq, %rest, %c1 : index
    %p = scf.if %odd -> tensor<211x4xf32> {
      %row = ag.reshape %v : tensor<4xf32> -> tensor<1x4xf32>
      %set = ag.update %a, %row [%at, 0] [1, 1] : tensor<211x4xf32>, tensor<1x4xf32> -> tensor<211x4xf32>
      scf.yield %set : tensor<211x4xf32>
    } else {
      scf.yield %a : tensor<211x4xf32>
    }
    %next = tensor.extract %n[%c2] : tensor<6xi64>
    %place = arith.index_cast %next : i64 to index
    %old = ag.slice %b [%place, 0] [1, 4] [1, 1] : tensor<211x4xf32> -> tensor<1x4xf32>
    %new = ag.add %old, %sum : tensor<1x4xf32>
    %q = ag.update %b, %new [%place, 0] [1, 1] : tensor<211x4xf32>, tensor<1x4xf32> -> tensor<211x4xf32>
    scf.yield %p, %q : tensor<211x4xf32>, tensor<211x4xf32>
  }
  return %r#0, %r#1 : tensor<211x4xf32>, tensor<211x4xf32>
}
