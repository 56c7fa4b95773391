// Parts of a file that do not belong to the program change neither the hash of
// load nor anything else in the object. Weights that were prepared for one file
// thus fit the other.
// RUN: ag-compile %s -o %t.o --name=m
// RUN: ag-opt --to=structure --mlir-print-debuginfo %s | ag-opt --to=schedule --mlir-print-debuginfo | ag-compile - -o %t.file.o --name=m
// RUN: cmp %t.o %t.file.o
// RUN: ag-opt --to=schedule %s | grep -o 'ag.load = "[^"]*"' > %t.hash
// RUN: ag-opt --to=schedule --mlir-print-debuginfo %s | grep -o 'ag.load = "[^"]*"' | diff - %t.hash
// RUN: ag-opt --to=schedule --emit-bytecode %s | ag-opt | grep -o 'ag.load = "[^"]*"' | diff - %t.hash

// The hash includes elements that the printer elides: these are two programs.
// RUN: ag-opt --to=schedule --mlir-elide-elementsattrs-if-larger=2 %s | grep -o 'ag.load = "[^"]*"' | diff - %t.hash
// RUN: sed -e 's/7.0/8.0/' %s | ag-opt --to=schedule --mlir-elide-elementsattrs-if-larger=2 | grep -o 'ag.load = "[^"]*"' | not diff - %t.hash

func.func @main(%x: tensor<3x64xf32>) -> tensor<3x64xf32> {
  %w = ag.parameter "w" : tensor<64x64xf32>
  %c = arith.constant dense<[[1.0, 2.0, 3.0, 7.0]]> : tensor<1x4xf32>
  %0 = ag.reshape %w : tensor<64x64xf32> -> tensor<1024x4xf32>
  %1 = ag.broadcast %c [0, 1] : tensor<1x4xf32> -> tensor<1024x4xf32>
  %2 = ag.mul %0, %1 : tensor<1024x4xf32>
  %3 = ag.reshape %2 : tensor<1024x4xf32> -> tensor<64x64xf32>
  %4 = ag.contract "ni,oi->no" %x, %3 : tensor<3x64xf32>, tensor<64x64xf32> -> tensor<3x64xf32>
  return %4 : tensor<3x64xf32>
}
