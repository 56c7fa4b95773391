// Constants of a program for a GPU, run by the emulator: of all types, merged if equal,
// as results, used by several entries, and from any phase. The PTX does not have them.

// RUN: ag-run %s --entry=types --dim n=5 --input=randn:1 --on=emulator --poison-memory --same-as=%s
// RUN: ag-run %s --entry=types --dim n=0 --input=randn:1 --on=emulator --same-as=%s
// RUN: ag-run %s --entry=results --input=randn:1 --on=emulator --poison-memory --same-as=%s
// RUN: ag-run %s --entry=results --grad=results --input=randn:1 --on=emulator --same-as=%s
// RUN: ag-run %s --entry=alone --on=emulator --same-as=%s
// RUN: ag-run %s --entry=empty --input=randn:1 --on=emulator --same-as=%s

// RUN: ag-opt %s --target=cuda --to=schedule -o %t.schedule.mlir
// RUN: ag-run %t.schedule.mlir --entry=types --dim n=3 --input=randn:1 --on=emulator --same-as=%s
// RUN: ag-opt %s --target=cuda --to=allocate -o %t.allocate.mlir
// RUN: ag-run %t.allocate.mlir --entry=empty --input=randn:1 --on=emulator --same-as=%s
// RUN: ag-opt %s --lower=cuda -o %t.lower.mlir
// RUN: ag-run %t.lower.mlir --entry=results --input=randn:1 --on=emulator --same-as=%s
// RUN: ag-opt %t.lower.mlir --to=lower -o %t.again.mlir
// RUN: cmp %t.lower.mlir %t.again.mlir
// RUN: FileCheck %s --check-prefix=LOWER --input-file=%t.lower.mlir
// LOWER: ag.device_constants = [
// LOWER-COUNT-1: llvm.mlir.global private constant @{{.*}} : tensor<3x2xf32>)
// LOWER-NOT: : tensor<3x2xf32>)

// RUN: ag-compile %s --target=cuda --name=p -o %t.ptx
// RUN: FileCheck %s --check-prefix=PTX --input-file=%t.ptx
// PTX-NOT: {{^}}.{{global|const}}
// PTX: .visible .entry types
// PTX-NOT: {{^}}.{{global|const}}

// RUN: ag-compile %s --entry=alone --target=cuda --emit=exe -o %t.exe
// RUN: env AG_CUDA_DRIVER=%emulator %t.exe -o %t.npy
// RUN: ag-run %s --entry=alone --output=%t.expected.npy
// RUN: cmp %t.npy %t.expected.npy

// RUN: sed 's/ag.device_constants = \[/&@none, /' %t.lower.mlir > %t.none.mlir
// RUN: not ag-compile %t.none.mlir -o %t.o 2>&1 | FileCheck %s --check-prefix=NONE
// NONE: error: ag.device_constants: @none is no constant of the module

func.func @types(%f32: tensor<?x3xf32> {ag.dims = ["n", 3]}, %f64: tensor<3xf64>, %f16: tensor<3xf16>,
                 %bf16: tensor<3xbf16>, %i8: tensor<3xi8>, %u8: tensor<3xui8>, %i64: tensor<3xi64>, %i1: tensor<3xi1>)
    -> (tensor<?x3xf32>, tensor<3xf64>, tensor<3xf16>, tensor<3xbf16>, tensor<3xi8>, tensor<3xui8>, tensor<3xi64>,
        tensor<3xi1>) {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %f32, %c0 : tensor<?x3xf32>
  %a = arith.constant dense<[1.5, 0xFF800000, -0.0]> : tensor<3xf32>
  %b = arith.constant dense<[1.0, 2.5, 3.0e300]> : tensor<3xf64>
  %c = arith.constant dense<[1.0, 2.5, 0x7C00]> : tensor<3xf16>
  %d = arith.constant dense<[1.0, 2.5, 3.0e30]> : tensor<3xbf16>
  %e = arith.constant dense<[1, -128, 3]> : tensor<3xi8>
  %f = arith.constant dense<[1, 255, 3]> : tensor<3xui8>
  %g = arith.constant dense<[1, -9000000000, 3]> : tensor<3xi64>
  %h = arith.constant dense<[true, false, true]> : tensor<3xi1>
  %rows = ag.broadcast %a [1] (%n) : tensor<3xf32> -> tensor<?x3xf32>
  %0 = ag.add %f32, %rows : tensor<?x3xf32>
  %1 = ag.mul %f64, %b : tensor<3xf64>
  %2 = ag.mul %f16, %c : tensor<3xf16>
  %3 = ag.mul %bf16, %d : tensor<3xbf16>
  %4 = ag.sub %i8, %e : tensor<3xi8>
  %5 = ag.add %u8, %f : tensor<3xui8>
  %6 = ag.add %i64, %g : tensor<3xi64>
  %7 = ag.max %i1, %h : tensor<3xi1>
  return %0, %1, %2, %3, %4, %5, %6, %7 : tensor<?x3xf32>, tensor<3xf64>, tensor<3xf16>, tensor<3xbf16>, tensor<3xi8>, tensor<3xui8>, tensor<3xi64>, tensor<3xi1>
}

func.func @results(%x: tensor<2x3xf32>) -> (tensor<2x2xf32>, tensor<3x2xf32>, tensor<6x2xf32>, tensor<3x2xf32>) {
  %w = arith.constant dense<[[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]> : tensor<3x2xf32>
  %v = arith.constant dense<[[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]> : tensor<3x2xf32>
  %0 = ag.contract "ij,jk->ik" %x, %w : tensor<2x3xf32>, tensor<3x2xf32> -> tensor<2x2xf32>
  %1 = ag.transpose %x [1, 0] : tensor<2x3xf32> -> tensor<3x2xf32>
  %2 = ag.concat 0 %v, %1 : tensor<3x2xf32>, tensor<3x2xf32> -> tensor<6x2xf32>
  return %0, %w, %2, %v : tensor<2x2xf32>, tensor<3x2xf32>, tensor<6x2xf32>, tensor<3x2xf32>
}

func.func @alone() -> tensor<3x2xf32> {
  %w = arith.constant dense<[[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]> : tensor<3x2xf32>
  return %w : tensor<3x2xf32>
}

// A constant without elements, and one whose bytes are in the file's resources.
func.func @empty(%x: tensor<0x2xf32>) -> (tensor<0x2xf32>, tensor<2x2xf32>, tensor<0xi1>) {
  %e = arith.constant dense<> : tensor<0x2xf32>
  %b = arith.constant dense<> : tensor<0xi1>
  %r = arith.constant dense_resource<four> : tensor<2x2xf32>
  %0 = ag.add %x, %e : tensor<0x2xf32>
  %1 = ag.concat 0 %e, %r : tensor<0x2xf32>, tensor<2x2xf32> -> tensor<2x2xf32>
  return %0, %1, %b : tensor<0x2xf32>, tensor<2x2xf32>, tensor<0xi1>
}

{-#
  dialect_resources: {
    builtin: {
      four: "0x040000000000803F000000400000404000008040"
    }
  }
#-}
