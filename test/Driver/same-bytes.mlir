// The same input and options give the same bytes in each run. (The two versions
// of a contraction, for few and for many rows, write into one result.)
//
// RUN: ag-compile %s -o %t.1.o --name=same 2> %t.log
// RUN: ag-compile %s -o %t.2.o --name=same 2> %t.log && cmp %t.1.o %t.2.o
// RUN: ag-compile %s -o %t.3.o --name=same 2> %t.log && cmp %t.1.o %t.3.o
// RUN: ag-compile %s -o %t.4.o --name=same 2> %t.log && cmp %t.1.o %t.4.o
// RUN: ag-compile %s -o %t.5.o --name=same 2> %t.log && cmp %t.1.o %t.5.o
// RUN: ag-compile %s -o %t.6.o --name=same 2> %t.log && cmp %t.1.o %t.6.o

func.func @f(%x: tensor<?x64xf32> {ag.dims = ["n", 64]}, %w: tensor<64x48xf32>, %v: tensor<48x16xf32>)
    -> tensor<?x16xf32> {
  %h = ag.contract "ni,io->no" %x, %w : tensor<?x64xf32>, tensor<64x48xf32> -> tensor<?x48xf32>
  %y = ag.contract "ni,io->no" %h, %v : tensor<?x48xf32>, tensor<48x16xf32> -> tensor<?x16xf32>
  return %y : tensor<?x16xf32>
}
