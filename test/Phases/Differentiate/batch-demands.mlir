// A check of sizes or of uniform values runs only if some element reaches it.
// It does not run under an empty mask or in an empty batch.
// RUN: ag-opt --ag-batch %s | FileCheck %s
// RUN: ag-run %s --entry=side --dim n=3 --dim m=4 --input=zeros --input=iota --input=iota | FileCheck %s --check-prefix=NONE
// RUN: ag-run %s --entry=side --dim n=3 --dim m=4 --input=zeros --input=iota --input=iota --on=cpu \
// RUN:   | FileCheck %s --check-prefix=NONE
// RUN: not ag-run %s --entry=side --dim n=3 --dim m=4 --input=iota --input=iota --input=iota --on=cpu 2>&1 \
// RUN:   | FileCheck %s --check-prefix=SOME
// RUN: ag-run %s --entry=batch --dim b=0 --dim n=3 --dim m=4 --input=zeros --input=iota --input=iota | FileCheck %s --check-prefix=EMPTY
// RUN: ag-run %s --entry=batch --dim b=0 --dim n=3 --dim m=4 --input=zeros --input=iota --input=iota --on=cpu \
// RUN:   | FileCheck %s --check-prefix=EMPTY
// RUN: not ag-run %s --entry=batch --dim b=1 --dim n=3 --dim m=4 --input=zeros --input=iota --input=iota --on=cpu 2>&1 \
// RUN:   | FileCheck %s --check-prefix=SOME
// RUN: ag-run %s --entry=batch --dim b=1 --dim n=3 --dim m=3 --input=zeros --input=iota --input=iota --on=cpu \
// RUN:   | FileCheck %s --check-prefix=RIGHT
// RUN: ag-run %s --entry=unending --dim b=0 --input=zeros --input=ones | FileCheck %s --check-prefix=EMPTY
// RUN: ag-run %s --entry=told --dim n=4 --input=zeros --input=iota --on=cpu | FileCheck %s --check-prefix=NONE
// RUN: not ag-run %s --entry=told --dim n=4 --input=iota --input=iota 2>&1 | FileCheck %s --check-prefix=TOLD
// RUN: ag-run %s --entry=calls --dim b=0 --dim n=3 --dim m=4 --input=iota | FileCheck %s --check-prefix=EMPTY
// RUN: ag-run %s --entry=calls --dim b=0 --dim n=3 --dim m=4 --input=iota --on=cpu \
// RUN:   | FileCheck %s --check-prefix=EMPTY
// RUN: not ag-run %s --entry=calls --dim b=1 --dim n=3 --dim m=4 --input=iota 2>&1 | FileCheck %s --check-prefix=SOME
// RUN: ag-run %s --entry=sized --dim n=3 --dim m=4 --input=zeros --input=iota --input=iota | FileCheck %s --check-prefix=EMPTY
// RUN: not ag-run %s --entry=sized --dim n=3 --dim m=4 --input=ones --input=iota --input=iota 2>&1 | FileCheck %s --check-prefix=SOME

// NONE: f32[3] [0, 0, 0]
// SOME: error: {{.*}}ag.{{.*}} 3
// EMPTY: f32[0]
// RIGHT: f32[1] [8]
// TOLD: error: 'tensor.cast' {{.*}} 4

// CHECK-LABEL: func.func private @f.vmap(
// CHECK: scf.if
// CHECK-NEXT: ag.add
// CHECK-NEXT: scf.yield
// CHECK-NOT: scf.if
// CHECK: return
func.func private @f(%c: i1, %x: tensor<?xf32>, %y: tensor<?xf32>) -> tensor<f32> {
  %zero = arith.constant dense<0.0> : tensor<f32>
  %r = scf.if %c -> tensor<f32> {
    %s = ag.add %x, %y : tensor<?xf32>
    %t = ag.reduce sum %s [0] : tensor<?xf32> -> tensor<f32>
    scf.yield %t : tensor<f32>
  } else {
    scf.yield %zero : tensor<f32>
  }
  return %r : tensor<f32>
}
func.func @side(%c: tensor<3xi1>, %x: tensor<3x?xf32> {ag.dims = [3, "n"]}, %y: tensor<?xf32> {ag.dims = ["m"]}) -> tensor<3xf32> {
  %r = ag.vmap @f in [0, 0, none] out [0] (%c, %x, %y) : (tensor<3xi1>, tensor<3x?xf32>, tensor<?xf32>) -> tensor<3xf32>
  return %r : tensor<3xf32>
}

func.func private @g(%x: tensor<f32>, %t: tensor<?xf32>, %i: index, %y: tensor<?xf32>) -> tensor<f32> {
  %s = ag.slice %t [%i] [1] [1] : tensor<?xf32> -> tensor<1xf32>
  %0 = ag.reshape %s : tensor<1xf32> -> tensor<f32>
  %1 = ag.add %x, %0 : tensor<f32>
  %2 = ag.add %t, %y : tensor<?xf32>
  %3 = ag.reduce sum %2 [0] : tensor<?xf32> -> tensor<f32>
  %4 = ag.add %1, %3 : tensor<f32>
  return %4 : tensor<f32>
}
func.func @batch(%x: tensor<?xf32> {ag.dims = ["b"]}, %t: tensor<?xf32> {ag.dims = ["n"]}, %y: tensor<?xf32> {ag.dims = ["m"]}) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %m = tensor.dim %y, %c0 : tensor<?xf32>
  %j = arith.subi %m, %c1 : index
  %r = ag.vmap @g in [0, none, none, none] out [0] (%x, %t, %j, %y) : (tensor<?xf32>, tensor<?xf32>, index, tensor<?xf32>) -> tensor<?xf32>
  return %r : tensor<?xf32>
}

func.func private @h(%x: tensor<f32>, %y: tensor<f32>) -> tensor<f32> {
  %zero = arith.constant dense<0.0> : tensor<f32>
  %z = scf.while (%s = %y) : (tensor<f32>) -> tensor<f32> {
    %0 = ag.compare gt %s, %zero : tensor<f32>, tensor<f32> -> tensor<i1>
    %1 = tensor.extract %0[] : tensor<i1>
    scf.condition(%1) %s : tensor<f32>
  } do {
  ^bb0(%s: tensor<f32>):
    scf.yield %s : tensor<f32>
  }
  %2 = ag.add %x, %z : tensor<f32>
  return %2 : tensor<f32>
}
func.func @unending(%x: tensor<?xf32> {ag.dims = ["b"]}, %y: tensor<f32>) -> tensor<?xf32> {
  %r = ag.vmap @h in [0, none] out [0] (%x, %y) : (tensor<?xf32>, tensor<f32>) -> tensor<?xf32>
  return %r : tensor<?xf32>
}

// A tensor.cast is checked only if some element reaches it.
func.func private @k(%c: i1, %x: tensor<?x?xf32>) -> tensor<f32> {
  %zero = arith.constant dense<0.0> : tensor<f32>
  %r = scf.if %c -> tensor<f32> {
    %s = tensor.cast %x : tensor<?x?xf32> to tensor<3x?xf32>
    %t = ag.reduce sum %s [0, 1] : tensor<3x?xf32> -> tensor<f32>
    scf.yield %t : tensor<f32>
  } else {
    scf.yield %zero : tensor<f32>
  }
  return %r : tensor<f32>
}
func.func @told(%c: tensor<3xi1>, %x: tensor<3x?x?xf32> {ag.dims = [3, "n", "n"]}) -> tensor<3xf32> {
  %r = ag.vmap @k in [0, 0] out [0] (%c, %x) : (tensor<3xi1>, tensor<3x?x?xf32>) -> tensor<3xf32>
  return %r : tensor<3xf32>
}

// The same holds in a called function and in an ag.region, although their operands are uniform.
func.func private @sum(%t: tensor<?xf32>, %y: tensor<?xf32>) -> tensor<f32> {
  %0 = ag.add %t, %y : tensor<?xf32>
  %1 = ag.region "sum" (%a = %t : tensor<?xf32>, %b = %y : tensor<?xf32>) -> tensor<f32> {
    %2 = ag.mul %a, %b : tensor<?xf32>
    %3 = ag.reduce sum %2 [0] : tensor<?xf32> -> tensor<f32>
    ag.yield %3 : tensor<f32>
  }
  %4 = ag.reduce sum %0 [0] : tensor<?xf32> -> tensor<f32>
  %5 = ag.add %1, %4 : tensor<f32>
  return %5 : tensor<f32>
}
func.func private @caller(%x: tensor<f32>, %t: tensor<?xf32>, %y: tensor<?xf32>) -> tensor<f32> {
  %0 = func.call @sum(%t, %y) : (tensor<?xf32>, tensor<?xf32>) -> tensor<f32>
  %1 = ag.add %x, %0 : tensor<f32>
  return %1 : tensor<f32>
}
func.func @calls(%x: tensor<?xf32> {ag.dims = ["b"]}, %t: tensor<?xf32> {ag.dims = ["n"]}, %y: tensor<?xf32> {ag.dims = ["m"]}) -> tensor<?xf32> {
  %r = ag.vmap @caller in [0, none, none] out [0] (%x, %t, %y) : (tensor<?xf32>, tensor<?xf32>, tensor<?xf32>) -> tensor<?xf32>
  return %r : tensor<?xf32>
}
func.func @sized(%size: index, %t: tensor<?xf32> {ag.dims = ["n"]}, %y: tensor<?xf32> {ag.dims = ["m"]}) -> tensor<?xf32> {
  %r = ag.vmap @sum in [none, none] out [0] size(%size) (%t, %y) : (tensor<?xf32>, tensor<?xf32>) -> tensor<?xf32>
  return %r : tensor<?xf32>
}
