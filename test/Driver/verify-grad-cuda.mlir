// Derivatives that are compiled for a GPU run there.

// RUN: ag-run %s --on=emulator --verify-grad | FileCheck %s
// RUN: ag-run %s --on=emulator --verify-grad --grad=main:wrt=1 | FileCheck %s
// CHECK: gradient against duals: same, @main_grad at 2 points
// CHECK: tangents against duals: same, @main_jvp at 2 points
// CHECK: compiled against interpreted: @main_grad: same:
// CHECK: compiled against interpreted: @main_jvp: same:

// The command that reproduces a difference names the device.
// RUN: not ag-run %s --on=emulator --verify-grad --rtol=0 --atol=0 > %t.txt
// RUN: FileCheck %s --check-prefix=DIFFERENT < %t.txt
// DIFFERENT: compiled against interpreted: @main_grad: different
// DIFFERENT: reproducer: ag-run [[FOLDER:.*]]/program.mlir --verify-grad --on=emulator '--grad=main{{.*}} --input=[[FOLDER]]/0.npy

// A fault of the GPU is an error, since no comparison would find it.
// RUN: env AG_EMULATOR=limit=20 not ag-run %s --on=emulator --verify-grad 2>&1 | FileCheck %s --check-prefix=FAULT
// FAULT-NOT: not compared
// FAULT: error: {{.*}}CUDA_ERROR

func.func @main(%x: tensor<3x40xf32>, %w: tensor<40x2xf32>) -> tensor<f32> {
  %0 = ag.contract "ni,io->no" %x, %w : tensor<3x40xf32>, tensor<40x2xf32> -> tensor<3x2xf32>
  %1 = ag.tanh %0 : tensor<3x2xf32>
  %2 = ag.reduce sum %1 [0, 1] : tensor<3x2xf32> -> tensor<f32>
  return %2 : tensor<f32>
}
