// Tools that were built without ag compile a program of ag and run it: Debian's
// mlir-opt with the plugin, mlir-translate, llc, and a C compiler.

// RUN: mkdir -p %t
// RUN: mlir-opt --load-dialect-plugin=%plugin --pass-pipeline="builtin.module(to{lower})" %s -o %t/lowered.mlir
// RUN: mlir-translate --mlir-to-llvmir %t/lowered.mlir -o %t/program.ll
// RUN: llc -filetype=obj -relocation-model=pic %t/program.ll -o %t/program.o
// RUN: cc -std=c11 -Wall -Wextra -Werror %S/Inputs/program.c %t/program.o -lm -o %t/program
// RUN: %t/program | FileCheck %s

// Selected rows of x pass through a layer and are divided by their norms.
// CHECK: 1 of 1 rows: right
// CHECK: 5 of 3 rows: right
// CHECK: 8 of 8 rows: right
// CHECK: index 3 is outside of a dimension of 3

func.func @pick(%x: tensor<?x3xf32> {ag.dims = ["n", 3]}, %rows: tensor<?xi32> {ag.dims = ["m"]},
    %w: tensor<3x2xf32>) -> tensor<?x2xf32> attributes {ag.ranges = {n = [1, 8], m = [1, 8]}} {
  %0 = ag.gather 0 error %x, %rows : tensor<?x3xf32>, tensor<?xi32> -> tensor<?x3xf32>
  %1 = ag.contract "mi,io->mo" %0, %w : tensor<?x3xf32>, tensor<3x2xf32> -> tensor<?x2xf32>
  %2 = ag.exp %1 : tensor<?x2xf32>
  %3 = ag.contract "mo,mo->m" %2, %2 : tensor<?x2xf32>, tensor<?x2xf32> -> tensor<?xf32>
  %4 = ag.rsqrt %3 : tensor<?xf32>
  %5 = ag.contract "mo,m->mo" %2, %4 : tensor<?x2xf32>, tensor<?xf32> -> tensor<?x2xf32>
  return %5 : tensor<?x2xf32>
}
