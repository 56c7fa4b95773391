// More than 4,352 bytes of kernel arguments need PTX 8.1. Other programs have an earlier version.

// RUN: ag-run %s --entry=large --input=randn:1 --on=emulator --same-as=%s
// RUN: ag-compile %s --entry=large --target=cuda --emit=ptx -o - | FileCheck %s --check-prefix=LARGE
// LARGE: .version 8.1
// RUN: ag-compile %s --entry=small --target=cuda --emit=ptx -o - | FileCheck %s --check-prefix=SMALL
// SMALL: .version 7.0

// Each of 3 tensors has two addresses, an offset, 90 sizes and 90 strides.
!many = tensor<1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x5xf32>
func.func @large(%x: !many, %y: !many) -> !many {
  %0 = ag.add %x, %y : !many
  return %0 : !many
}

func.func @small(%x: tensor<5xf32>) -> tensor<5xf32> {
  %0 = ag.neg %x : tensor<5xf32>
  return %0 : tensor<5xf32>
}
