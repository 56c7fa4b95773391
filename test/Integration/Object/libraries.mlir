// An object needs only libc and libm, for all ops, element types and CPUs. A
// compiler may also call functions of libgcc and compiler-rt where a CPU lacks
// an instruction, but not every machine has these.

// RUN: mkdir -p %t && split-file %s %t
// RUN: sh -c 'for t in f64 f32 bf16 f16; do sed "s/TYPE/$t/g" %t/float %t/number %t/any %t/cast; done' > %t/all.mlir
// RUN: sh -c 'for t in i64 i32 i16 i8 ui64 ui32 ui16 ui8; do sed "s/TYPE/$t/g" %t/number %t/any %t/cast; done' >> %t/all.mlir
// RUN: sed s/TYPE/i1/g %t/any %t/cast >> %t/all.mlir

// RUN: ag-compile %t/all.mlir --opt=0 --march=x86-64 -o %t/all.o
// RUN: cc -shared -nostdlib -Wl,-z,defs %t/all.o -lm -lc -o %t/all.so
// RUN: ag-compile %t/all.mlir --opt=0 --march=x86-64-v2 -o %t/all.o
// RUN: cc -shared -nostdlib -Wl,-z,defs %t/all.o -lm -lc -o %t/all.so
// RUN: ag-compile %t/all.mlir -o %t/all.o
// RUN: cc -shared -nostdlib -Wl,-z,defs %t/all.o -lm -lc -o %t/all.so
// RUN: ag-compile %t/all.mlir --opt=0 --march=x86-64-v4 -o %t/all.o
// RUN: cc -shared -nostdlib -Wl,-z,defs %t/all.o -lm -lc -o %t/all.so
// RUN: ag-compile %t/all.mlir --opt=0 --march=sapphirerapids -o %t/all.o
// RUN: cc -shared -nostdlib -Wl,-z,defs %t/all.o -lm -lc -o %t/all.so

//--- float
func.func @float_TYPE(%x: tensor<?xTYPE>) -> tensor<?xTYPE> {
  %0 = ag.exp %x : tensor<?xTYPE>
  %1 = ag.log %0 : tensor<?xTYPE>
  %2 = ag.tanh %1 : tensor<?xTYPE>
  %3 = ag.sigmoid %2 : tensor<?xTYPE>
  %4 = ag.erf %3 : tensor<?xTYPE>
  %5 = ag.sqrt %4 : tensor<?xTYPE>
  %6 = ag.rsqrt %5 : tensor<?xTYPE>
  %7 = ag.floor %6 : tensor<?xTYPE>
  return %7 : tensor<?xTYPE>
}
//--- number
func.func @number_TYPE(%x: tensor<?x3xTYPE>, %y: tensor<?x3xTYPE>)
    -> (tensor<?x3xTYPE>, tensor<3x3xTYPE>, tensor<?xTYPE>, tensor<3xTYPE>) {
  %0 = ag.add %x, %y : tensor<?x3xTYPE>
  %1 = ag.sub %0, %y : tensor<?x3xTYPE>
  %2 = ag.mul %1, %y : tensor<?x3xTYPE>
  %3 = ag.div %2, %y : tensor<?x3xTYPE>
  %4 = ag.pow %3, %y : tensor<?x3xTYPE>
  %5 = ag.neg %4 : tensor<?x3xTYPE>
  %6 = ag.abs %5 : tensor<?x3xTYPE>
  %7 = ag.contract "bi,bo->io" %x, %y : tensor<?x3xTYPE>, tensor<?x3xTYPE> -> tensor<3x3xTYPE>
  %8 = ag.reduce sum %x [1] : tensor<?x3xTYPE> -> tensor<?xTYPE>
  %9 = ag.reduce prod %x [0] : tensor<?x3xTYPE> -> tensor<3xTYPE>
  return %6, %7, %8, %9 : tensor<?x3xTYPE>, tensor<3x3xTYPE>, tensor<?xTYPE>, tensor<3xTYPE>
}
//--- any
func.func @any_TYPE(%x: tensor<?x3xTYPE>, %y: tensor<?x3xTYPE>) -> (tensor<?x3xTYPE>, tensor<?xTYPE>, tensor<3xTYPE>) {
  %0 = ag.max %x, %y : tensor<?x3xTYPE>
  %1 = ag.compare le %x, %y : tensor<?x3xTYPE>, tensor<?x3xTYPE> -> tensor<?x3xi1>
  %2 = ag.select %1, %0, %x : tensor<?x3xi1>, tensor<?x3xTYPE>, tensor<?x3xTYPE> -> tensor<?x3xTYPE>
  %3 = ag.min %2, %y : tensor<?x3xTYPE>
  %4 = ag.reduce max %x [1] : tensor<?x3xTYPE> -> tensor<?xTYPE>
  %5 = ag.reduce min %x [0] : tensor<?x3xTYPE> -> tensor<3xTYPE>
  return %3, %4, %5 : tensor<?x3xTYPE>, tensor<?xTYPE>, tensor<3xTYPE>
}
//--- cast
func.func @cast_TYPE(%x: tensor<?xTYPE>)
    -> (tensor<?xf64>, tensor<?xf32>, tensor<?xbf16>, tensor<?xf16>, tensor<?xi64>, tensor<?xi32>, tensor<?xi16>,
        tensor<?xi8>, tensor<?xui64>, tensor<?xui32>, tensor<?xui16>, tensor<?xui8>, tensor<?xi1>) {
  %0 = ag.cast %x : tensor<?xTYPE> -> tensor<?xf64>
  %1 = ag.cast %x : tensor<?xTYPE> -> tensor<?xf32>
  %2 = ag.cast %x : tensor<?xTYPE> -> tensor<?xbf16>
  %3 = ag.cast %x : tensor<?xTYPE> -> tensor<?xf16>
  %4 = ag.cast %x : tensor<?xTYPE> -> tensor<?xi64>
  %5 = ag.cast %x : tensor<?xTYPE> -> tensor<?xi32>
  %6 = ag.cast %x : tensor<?xTYPE> -> tensor<?xi16>
  %7 = ag.cast %x : tensor<?xTYPE> -> tensor<?xi8>
  %8 = ag.cast %x : tensor<?xTYPE> -> tensor<?xui64>
  %9 = ag.cast %x : tensor<?xTYPE> -> tensor<?xui32>
  %10 = ag.cast %x : tensor<?xTYPE> -> tensor<?xui16>
  %11 = ag.cast %x : tensor<?xTYPE> -> tensor<?xui8>
  %12 = ag.cast %x : tensor<?xTYPE> -> tensor<?xi1>
  return %0, %1, %2, %3, %4, %5, %6, %7, %8, %9, %10, %11, %12
    : tensor<?xf64>, tensor<?xf32>, tensor<?xbf16>, tensor<?xf16>, tensor<?xi64>, tensor<?xi32>, tensor<?xi16>,
      tensor<?xi8>, tensor<?xui64>, tensor<?xui32>, tensor<?xui16>, tensor<?xui8>, tensor<?xi1>
}
