# cmake -DINPUT=file -DOUTPUT=file.inc -P AGEmbed.cmake: writes the bytes of INPUT to OUTPUT as a list, 0x42,0x43,...
file(READ ${INPUT} bytes HEX)
string(REGEX REPLACE "(..)" "0x\\1," bytes "${bytes}")
file(WRITE ${OUTPUT} "${bytes}\n")
