// A loop carries one buffer, also where it is read in another shape and a branch yields a slice of it.
// RUN: ag-opt --to=allocate --ag-verify-copies %s -o /dev/null
// RUN: ag-opt --to=allocate %s | FileCheck %s
// RUN: ag-run %s --input=randn:1 --input=iota --input=randn:2 --input=ones --input=ones --same-as=%s --on=cpu

// CHECK-LABEL: func.func @main(
// CHECK-COUNT-2: memref.copy
// CHECK-NOT: memref.copy
func.func @main(%x: tensor<3x40xf32>, %ids: tensor<3x2xi64>, %u: tensor<3x2xf32>, %c: tensor<3xi1>, %any: i1) -> (tensor<3x40xf32>, tensor<3x2xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %r:2 = scf.for %i = %c0 to %c3 step %c1 iter_args(%a = %x, %uu = %u) -> (tensor<3x40xf32>, tensor<3x2xf32>) {
    %19 = ag.reshape %a : tensor<3x40xf32> -> tensor<120xf32>
    %20 = ag.scatter min 0 drop %19, %ids, %u : tensor<120xf32>, tensor<3x2xi64>, tensor<3x2xf32> -> tensor<120xf32>
    %21 = ag.reshape %20 : tensor<120xf32> -> tensor<3x40xf32>
      %33 = scf.if %any -> (tensor<3x2xf32>) {
        %40 = ag.slice %21 [0, %i] [3, 2] [1, 1] : tensor<3x40xf32> -> tensor<3x2xf32>
        scf.yield %40 : tensor<3x2xf32>
      } else {
        scf.yield %u : tensor<3x2xf32>
      }
      %34 = ag.add %33, %u : tensor<3x2xf32>
    scf.yield %21, %34 : tensor<3x40xf32>, tensor<3x2xf32>
  }
  return %r#0, %r#1 : tensor<3x40xf32>, tensor<3x2xf32>
}
