// Without --keep, no files appear beside the programs. The temporary ones are deleted if all is well.
// RUN: rm -rf %t && mkdir -p %t/temporary && cp %s %t/program.mlir && cd %t
// RUN: env TMPDIR=%t/temporary EveryProgram program.mlir | FileCheck %s --check-prefix=WELL
// RUN: ls . temporary | FileCheck %s --check-prefix=NOTHING
// WELL: compared: 1
// NOTHING: program.mlir
// NOTHING-NOT: program-

// RUN: env TMPDIR=%t/temporary not EveryProgram --least=compared=2 program.mlir
// RUN: ls %t/temporary/*/program-0.mlir

// RUN: not EveryProgram --watch program.mlir 2>&1 | FileCheck %s --check-prefix=WATCH
// WATCH: error: --watch: expected --keep with the folder of the run before

func.func @f(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = ag.neg %x : tensor<4xf32>
  return %0 : tensor<4xf32>
}
